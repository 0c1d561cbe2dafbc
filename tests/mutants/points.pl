# points.pl: where a C file may be changed, and to what. It reads tokens, not the grammar: a change that does not
# compile is found by the compiler. `points_of(FILE)` gives, in order, rows of
#   file line column kind    operator, constant, condition or call
#   source                   the whole file, as it was read
#   start length text        these bytes of the file become `text`
#   was                      what stands there, in one line
#   function                 '' in a table outside of all functions
#   key                      names the point without its line: file, function, change, which of these in the function
# What is no code (comments, texts, the preprocessor), an assertion, or the size in a declaration is left as it is.
use strict;
use warnings;
no warnings 'portable'; # numbers of 64 bits

# Of `<` both the edge and the side, of the rest the nearest other.
my %operators = (
    '==' => ['!='], '!=' => ['=='], '<' => ['<=', '>='], '<=' => ['<', '>'], '>' => ['>=', '<='], '>=' => ['>', '<'],
    '&&' => ['||'], '||' => ['&&'], '++' => ['--'], '--' => ['++'], '+=' => ['-='], '-=' => ['+='],
    '|=' => ['&='], '&=' => ['|='], '<<' => ['>>'], '>>' => ['<<'],
    '+' => ['-'], '-' => ['+'], '*' => ['/'], '/' => ['*'], '%' => ['*'], '&' => ['|'], '|' => ['&'], '!' => [''],
);
my %binary = map { $_ => 1 } qw(+ - * / % & |); # the same characters may stand before one operand alone
my %word   = map { $_ => 1 } qw(return else goto case if for while do switch sizeof break continue default);

sub blank { return $_[0] =~ s/[^\n]/ /gr }

# The text with spaces for all that is not to be changed.
sub code_of {
    my ($text) = @_;
    $text =~ s{/\*.*?\*/|//[^\n]*|("|')((?:\\.|(?!\1)[^\\\n])*)\1}{defined $1 ? $1 . blank($2) . $1 : blank($&)}gse;
    $text =~ s/^[ \t]*\#(?:\\\n|[^\n])*/blank($&)/gme;
    $text =~ s/\b(?:assert|_Static_assert)\s*(\((?:[^()]++|(?1))*\))/blank($&)/ge;
    return $text;
}

# Tokens {text, at, pair}: pair is the place of the bracket that belongs to one.
sub tokens_of {
    my ($code) = @_;
    my (@tokens, @open);
    while ($code =~ /\G\s*+([A-Za-z_]\w*|0[xX]\w+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?[uUlLfF]*|"\s*"|'\s*'
                     |<<=|>>=|\.\.\.|->|\+\+|--|<<|>>|[-+*\/%&|^<>=!]=|&&|\|\||\S)/gcx) {
        push @tokens, {text => $1, at => $-[1]};
        if ($1 =~ /^[\(\[\{]$/) {
            push @open, $#tokens;
        } elsif ($1 =~ /^[\)\]\}]$/) {
            my $open = pop @open // die "a bracket too many\n";
            ($tokens[$open]{pair}, $tokens[-1]{pair}) = ($#tokens, $open);
        }
    }
    return @tokens;
}

# Marks each token with the function that it stands in, '' in a table; nothing where neither is.
sub places_mark {
    my ($tokens) = @_;
    for (my $i = 0; $i < @$tokens; $i++) {
        my ($text, $before) = ($tokens->[$i]{text}, $i ? $tokens->[$i - 1] : {text => ''});
        my ($end, $function, $is_bool);
        if ($text eq '{' && $before->{text} eq ')' && $tokens->[$before->{pair} - 1]{text} =~ /^\w+$/) {
            my $name = $before->{pair} - 1;
            my $type = join ' ', map { $_->{text} } @$tokens[($name > 3 ? $name - 3 : 0) .. $name - 1];
            ($end, $function, $is_bool) = ($tokens->[$i]{pair}, $tokens->[$name]{text}, $type =~ /\bbool$/);
        } elsif ($text eq '=') {
            for ($end = $i; $tokens->[$end]{text} ne ';'; $end++) {
                $end = $tokens->[$end]{pair} if ($tokens->[$end]{pair} // 0) > $end;
            }
            $function = '';
        } elsif ($text eq '{' && grep { $i >= $_ && $tokens->[$i - $_]{text} eq 'enum' } 1, 2) {
            ($end, $function) = ($tokens->[$i]{pair}, '');
        } elsif (($tokens->[$i]{pair} // 0) > $i) {
            $end = $tokens->[$i]{pair};
        }
        next unless defined $end;
        if (defined $function) {
            @$_{qw(function is_bool)} = ($function, $is_bool) for @$tokens[$i .. $end];
        }
        $i = $end;
    }
}

# Where the statement of a token begins.
sub statement_of {
    my ($tokens, $i) = @_;
    while ($i > 0 && $tokens->[$i - 1]{text} !~ /^[;{}]$/) {
        $i = $tokens->[$i - 1]{text} =~ /^[\)\]]$/ ? $tokens->[$i - 1]{pair} : $i - 1;
        return $i if $tokens->[$i]{text} eq '(' && $i && $tokens->[$i - 1]{text} =~ /^(?:if|for|while)$/;
    }
    return $i;
}

# Is the bracket the size of what is declared, or the place of a row in a table?
sub is_size {
    my ($tokens, $i) = @_;
    return 1 if $tokens->[$tokens->[$i]{pair} + 1]{text} eq '=' && !length $tokens->[$i]{function};
    my $start = statement_of($tokens, $i);
    return 0 if $word{$tokens->[$start]{text}} || $tokens->[$start]{text} !~ /^[A-Za-z_]/;
    return 0 unless $tokens->[$start + 1]{text} =~ /^(?:\w+|\*)$/;
    return !grep { $_->{text} eq '=' } @$tokens[$start .. $i];
}

# A `*` behind a type declares, and where no operand stands before it, the character is no operator of two.
sub is_binary {
    my ($tokens, $i) = @_;
    my $before = $tokens->[$i - 1]{text};
    return 0 if $before !~ /^(?:\w+|[\)\]"'].*)$/s || $word{$before};
    return $before !~ /^(?:char|void|int|bool|double|const|\w+_t|lua_State)$/
        && $tokens->[$i - 2]{text} !~ /^(?:struct|union|enum|const)$/;
}

# From one token on (step 1) or back (-1), the last that is still of the same operand of && or ||.
sub operand_end {
    my ($tokens, $i, $step) = @_;
    for (; ; $i += $step) {
        my $next = $tokens->[$i + $step]{text};
        return $i if $next =~ /^(?:[;,?:{}]|&&|\|\||[-+|&]?=|return)$/;
        return $i if $next =~ ($step > 0 ? qr/^[\)\]]$/ : qr/^[\(\[]$/);
        $i = $tokens->[$i + $step]{pair} - $step if defined $tokens->[$i + $step]{pair};
    }
}

sub points_of {
    my ($file) = @_;
    open my $in, '<:raw', $file or die "$file: $!\n";
    my $source = do { local $/; <$in> };
    my @tokens = tokens_of(code_of($source));
    my (@points, %seen, %count);
    places_mark(\@tokens);

    # The tokens from $first to $last become $text.
    my $add = sub {
        my ($kind, $first, $last, $text) = @_;
        my $start = $tokens[$first]{at};
        my $length = $tokens[$last]{at} + length($tokens[$last]{text}) - $start;
        my $before = substr $source, 0, $start;
        return if substr($source, $start, $length) eq $text || $seen{"$start $length $text"}++;
        my $was = substr($source, $start, $length) =~ s/\s+/ /gr;
        my $key = join ' ', $file, $tokens[$first]{function}, $was, '->', $text =~ s/\s+/ /gr;
        push @points, {
            file => $file, source => \$source,
            line => 1 + ($before =~ tr/\n//), column => $start - rindex($before, "\n"),
            kind => $kind, start => $start, length => $length, text => $text, was => $was,
            function => $tokens[$first]{function}, key => "$key #" . ++$count{$key},
        };
    };
    my $text_of = sub {
        my ($first, $last) = @_;
        my $end = $tokens[$last]{at} + length $tokens[$last]{text};
        return substr $source, $tokens[$first]{at}, $end - $tokens[$first]{at};
    };

    for (my $i = 0; $i < @tokens; $i++) {
        my ($token, $text) = ($tokens[$i], $tokens[$i]{text});
        next unless defined $token->{function};
        my ($before, $after) = ($tokens[$i - 1]{text}, $tokens[$i + 1]{text});
        if ($text eq '[' && is_size(\@tokens, $i)) {
            $i = $token->{pair};
        } elsif ($operators{$text} && !($binary{$text} && !is_binary(\@tokens, $i))) {
            $add->('operator', $i, $i, $_) for @{$operators{$text}};
        }
        if ($text =~ /^\d/) {
            my ($digits, $rest) = $text =~ /^(0[xX][0-9a-fA-F]+|[\d.]+)(.*)$/;
            my $value = $digits =~ /^0[xX]/ ? hex $digits : $digits;
            $add->('constant', $i, $i, $value + 1 . $rest);
            $add->('constant', $i, $i, "0$rest") if $value == 1;
        } elsif ($text eq 'true' || $text eq 'false') {
            $add->('constant', $i, $i, $text eq 'true' ? 'false' : 'true');
        } elsif ($text =~ /^(?:if|while)$/ && $after eq '(') {
            my $end = $tokens[$i + 1]{pair};
            $add->('condition', $i, $end, "$text (!" . $text_of->($i + 1, $end) . ')');
        } elsif ($text eq '&&' || $text eq '||') {
            my $neutral = $text eq '&&' ? 'true' : 'false';
            $add->('condition', operand_end(\@tokens, $i - 1 + 1, -1), $i - 1, $neutral);
            $add->('condition', $i + 1, operand_end(\@tokens, $i, 1), $neutral);
        } elsif ($text eq 'return' && $token->{is_bool} && $after !~ /^(?:true|false|;)$/) {
            my $end = $i + 1;
            while ($tokens[$end]{text} ne ';') {
                $end = ($tokens[$end]{pair} // 0) > $end ? $tokens[$end]{pair} + 1 : $end + 1;
            }
            $add->('condition', $i, $end - 1, 'return !(' . $text_of->($i + 1, $end - 1) . ')');
        } elsif ($before =~ /^(?:[;{}:\)]|else)$/ && ($text eq '(' || $text =~ /^[a-z_]/ && !$word{$text})) {
            next if $before eq ')' && $tokens[$tokens[$i - 1]{pair} - 1]{text} !~ /^(?:if|for|while)$/;
            my $end = $text eq '(' && $after eq 'void' ? $i + 3 : $i; # a value that is thrown away
            $end += 2 while $tokens[$end]{text} =~ /^\w+$/ && $tokens[$end + 1]{text} =~ /^(?:->|\.)$/;
            next if $tokens[$end]{text} !~ /^(?!va_)[a-z_]\w*$/ || $tokens[$end + 1]{text} ne '(';
            $end = $tokens[$end + 1]{pair};
            $add->('call', $i, $end, '') if $tokens[$end + 1]{text} eq ';';
        }
    }
    return @points;
}

1;
