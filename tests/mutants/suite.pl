# suite.pl: the tests against an engine that may be changed. All is below build/mutants:
#   TREE/                 objects, libfusion.so of them, and all that is linked with it: fusion, tests/test_NAME
#   map/TREE/TEST         what a test enters, and how long it takes
#   N/                    a worker's: src/, a copy of the sources, where one is changed and tests run; TREE/, its
#                         library
use strict;
use warnings;
use Cwd 'getcwd';
use File::Path qw(make_path remove_tree);
use List::Util 'max';
use Time::HiRes qw(time);

our $root = getcwd();
our $home = "$root/build/mutants";
our $jobs = 2;
my $shared = '-w -fPIC -fvisibility=default';
my $sanitize = '-fsanitize=address,undefined';
our %flags = (
    plain => "-O1 $shared", cover => "-O0 --coverage $shared",
    san => "-O1 -g $sanitize -fno-sanitize-recover=all -fno-omit-frame-pointer $shared",
);
our @rooms = qw(cell incident rules message state lua); # what is changed

# Without the machine's other work a test ends in its own time; a mutant that takes four times as long does not end.
use constant {MEMORY_KIB => 4 << 20, FILE_BLOCKS => 1 << 20, SLACK_S => 3, WALL_S => 30, SANITIZED => 4};

sub shell {
    my ($command) = @_;
    system('sh', '-c', $command) == 0 or die "failed: $command\n";
}

# A variable of the Makefile, for a tree.
sub make_tells {
    my ($tree, $variable) = @_;
    my $rule = "tell: ; \@:\$(info \$($variable))";
    my @make = ('make', '-s', '--no-print-directory', "TREE=mutants/$tree", "CFLAGS=$flags{$tree}");
    open my $make, '-|', @make, "--eval=$rule", 'tell' or die "make: $!\n";
    return join '', map { chomp; $_ } <$make>;
}

my (%compile, %libraries);
sub compiler { my ($tree) = @_; $compile{$tree} //= join ' ', map { make_tells($tree, $_) } qw(CC CPPFLAGS ALL_CFLAGS) }
sub libraries { $libraries{$_[0]} //= make_tells($_[0], 'LIBS') }

sub modified { return (stat $_[0])[9] // 0 }

sub newest { return max(0, map { modified($_) } @_) }

sub object_of { return "$home/$_[0]/" . $_[1] =~ s/c$/o/r }

# ---- the tests ----

# TAP of a script; a program says by its status alone whether it failed.
sub tests_all {
    my @tests = map { {name => m{(test_\w+)\.c$}, source => $_} } sort glob "$root/tests/unit/test_*.c";
    $_->{command} = ["tests/$_->{name}"] for @tests;
    push @tests, {name => 'shipped-policy', command => ['fusion', 'test', '-p', 'rules']};
    for (sort glob "$root/tests/cli/*.t $root/tests/golden/*.t") {
        my ($name) = m{([\w-]+\.t)$};
        push @tests, {name => $name, command => ['/bin/sh', s{^\Q$root\E/}{}r], source => $_}
            unless $name =~ /^(?:archive-.*|bench|targets|embed|mutants)\.t$/;
    }
    return @tests;
}

# Runs a test against a worker's library; '' or how it failed. Whatever it began ends with it, whatever it left in
# its folder goes.
sub test_run {
    my ($worker, $tree, $test, %more) = @_;
    my $programs = "$home/" . ($tree eq 'san' ? 'san' : 'plain');
    my ($program, @arguments) = @{$test->{command}};
    $program = "$programs/$program" unless $program =~ m{^/};
    my $limit = $test->{seconds} ? int(4 * $test->{seconds}) + SLACK_S : 300;
    $limit *= SANITIZED if $tree eq 'san';
    my $scratch = "$worker->{scratch}/t";
    make_path($scratch);
    my $began = time;
    my $child = fork // die "fork: $!\n";
    if (!$child) {
        setpgrp;
        chdir "$worker->{home}/src" or die "$worker->{home}/src: $!\n";
        %ENV = (
            %ENV, %more, LD_LIBRARY_PATH => "$worker->{home}/$tree", FUSION => "$programs/fusion", TMPDIR => $scratch,
            FUSION_DATA => '/nonexistent', MALLOC_PERTURB_ => 165,
            ASAN_OPTIONS => 'hard_rss_limit_mb=' . (MEMORY_KIB >> 10),
        );
        my @limits = ('-c 0', "-t $limit", '-f ' . FILE_BLOCKS);
        push @limits, '-v ' . MEMORY_KIB unless $tree eq 'san'; # which reserves far more than it uses
        my $limits = join '; ', map { "ulimit $_" } @limits;
        exec 'sh', '-c', "$limits; exec \"\$@\" </dev/null >'$worker->{scratch}/out' 2>&1", 'sh', $program, @arguments;
        exit 127;
    }
    my $wall = 10 * $limit + WALL_S;
    my $failed = '';
    eval {
        local $SIG{ALRM} = sub { die "no end\n" };
        alarm $wall;
        waitpid $child, 0;
        $failed = $? & 127 ? 'signal ' . ($? & 127) : $? ? 'status ' . ($? >> 8) : '';
        alarm 0;
        1;
    } or $failed = 'no end';
    kill 'KILL', -$child;
    waitpid $child, 0 if $failed eq 'no end';
    $test->{took} = time - $began;
    if ($test->{name} =~ /\.t$/ && !$failed) {
        open my $out, '<', "$worker->{scratch}/out" or die "$worker->{scratch}/out: $!\n";
        my @lines = <$out>;
        $failed = 'not ok' if grep { /^not ok/ && !/# skip/i } @lines;
        $failed ||= 'no test' unless grep { /^ok|^1\.\.0/ } @lines;
    }
    shell("chmod -R u+rwx '$scratch' 2>/dev/null; rm -rf '$scratch'");
    return $failed;
}

# ---- what is built once ----

sub library_link {
    my ($tree, $to, @objects) = @_;
    shell(compiler($tree) . " -shared -o $to @objects " . libraries($tree));
}

sub objects_of {
    my ($tree) = @_;
    return map { object_of($tree, s{^\Q$root\E/}{}r) } glob "$root/engine/*/*.c";
}

sub tree_build {
    my ($tree) = @_;
    my @targets = map { "build/mutants/$tree/$_" } qw(objects.a tests/shared.a engine/main.o fusion.pc
        include/fusion/fusion.h);
    shell("make -j$jobs -s --no-print-directory TREE=mutants/$tree CFLAGS='$flags{$tree}' @targets");
    my $library = "$home/$tree/libfusion.so";
    library_link($tree, $library, objects_of($tree)) if modified($library) < modified("$home/$tree/objects.a");
}

# What a program was compiled from, as the compiler has told.
sub includes_of {
    my ($program) = @_;
    open my $told, '<', "$program.d" or return;
    return grep { !/:$|^\\$/ } map { split } <$told>;
}

# What is linked with the library, once; which one it meets is said when it runs.
sub programs_build {
    my ($tree) = @_;
    my ($compile, $libraries) = (compiler($tree), "-L$home/$tree -lfusion " . libraries($tree));
    make_path("$home/$tree/tests");
    my $shared = "$home/$tree/tests/shared.a"; # what unit tests share
    my @wanted = ["$home/$tree/fusion", "$home/$tree/engine/main.o", ''];
    for (grep { $_->{name} =~ /^test_/ } tests_all()) {
        push @wanted, ["$home/$tree/tests/$_->{name}", $_->{source}, "$shared -lcmocka"];
    }
    my @commands;
    for (@wanted) {
        my ($program, $source, $more) = @$_;
        push @commands, "$compile -MMD -MF $program.d -o $program $source $more $libraries\n"
            if !-e "$program.d" || modified($program) < newest($source, $shared, includes_of($program));
    }
    open my $xargs, '|-', 'xargs', '-P', $jobs, '-d', '\n', '-I', '{}', 'sh', '-c', '{}' or die "xargs: $!\n";
    print $xargs @commands;
    close $xargs or die "the tests do not build\n";
}

# A worker's folder: a copy of all sources, since a test may be led to write into them, and a library of its own.
sub worker_new {
    my ($n, $scratch) = @_;
    my $worker = {home => "$home/$n", scratch => "$scratch/$n"};
    make_path("$worker->{home}/src", (map { "$worker->{home}/$_" } keys %flags), $worker->{scratch});
    shell("cd $worker->{home}/src && rm -rf * && cp -a " . join(' ', grep { !m{/build$} } glob "$root/*") . ' .');
    return $worker;
}

# ---- the map ----

# Which lines of which file a test enters: by the counters of the build with --coverage, which its processes add up.
sub map_make {
    my ($worker, $test) = @_;
    my $counters = "$worker->{home}/counters";
    my $objects = "$counters$home/cover/engine";
    if (!-d $objects) { # what gcov needs to know of each object stands beside its counters
        for (@rooms) {
            make_path("$objects/$_");
            shell("ln -f $home/cover/engine/$_/*.gcno $objects/$_/");
        }
    }
    shell("ln -f $home/$_/libfusion.so $worker->{home}/$_/") for qw(plain cover);
    my $failed = test_run($worker, 'plain', $test);
    my $seconds = $test->{took};
    if (!$failed) {
        shell("find $counters -name '*.gcda' -delete");
        $test->{seconds} = 60;
        $failed = test_run($worker, 'cover', $test, GCOV_PREFIX => $counters);
        $failed &&= "$failed, when its lines are counted";
    }
    open my $map, '>', "$home/map/$test->{name}.new" or die "map: $!\n";
    printf $map "seconds %.3f\nfailed %s\n", $seconds, $failed;
    if (!$failed && glob "$objects/*/*.gcda") {
        open my $gcov, '-|', "gcov -t $objects/*/*.gcda 2>/dev/null" or die "gcov: $!\n";
        my ($file, %lines);
        local $_;
        while (<$gcov>) {
            if (/^\s*-:\s*0:Source:(.*)/) {
                $file = $1;
            } elsif (/^\s*(#+|=+|\d+)\*?:\s*(\d+):/) {
                my ($count, $line) = ($1, $2);
                $lines{$file}{$line} |= $count =~ /\d/ ? 1 : 0;
            }
        }
        for my $name (sort keys %lines) {
            my %of = %{$lines{$name}};
            my @known = sort { $a <=> $b } keys %of;
            print $map "file $name\nknown @known\nentered @{[grep { $of{$_} } @known]}\n" if $name =~ /^engine.*c$/;
        }
    }
    close $map or die "map: $!\n";
    rename "$home/map/$test->{name}.new", "$home/map/$test->{name}" or die "map: $!\n";
}

sub map_is_stale {
    my ($test) = @_;
    my $made = modified("$home/map/$test->{name}");
    my @from = ("$home/cover/libfusion.so", $test->{source} // (), glob "$root/rules/*.* $root/rules/tests/*");
    return $made == 0 || $made < newest(@from)
        || $test->{name} =~ /^test_/ && $made < modified("$home/plain/$test->{command}[0]");
}

# Reads what a test enters: {seconds, failed, lines: FILE => {LINE => 0 or 1}}.
sub map_read {
    my ($test) = @_;
    open my $map, '<', "$home/map/$test->{name}" or die "$home/map/$test->{name}: $!\n";
    my $file;
    while (my $line = <$map>) {
        my ($word, $rest) = $line =~ /^(\w+) ?(.*)/;
        if ($word eq 'file') { $file = $rest }
        elsif ($word eq 'known') { $test->{lines}{$file} = {map { $_ => 0 } split ' ', $rest} }
        elsif ($word eq 'entered') { $test->{lines}{$file}{$_} = 1 for split ' ', $rest }
        else { $test->{$word} = $rest }
    }
}

1;
