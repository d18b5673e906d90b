using System.Text;
using System.Text.Json;
using Slipway.Deployment.Pipelines.Paths;

namespace Slipway.Deployment.Pipelines.Conditions;

/// <summary>
/// Recursive descent over
/// <code>
/// or         = and { "||" and }
/// and        = not { "&amp;&amp;" not }
/// not        = "!" not | "(" or ")" | "exists" "(" operand ")" | "contains" "(" operand "," operand ")"
///            | operand [ ( "==" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=" ) operand ]
/// operand    = path | quoted | number | "true" | "false" | "null" | "length" "(" path ")"
/// </code>
/// </summary>
internal sealed class ConditionParser(TextCursor cursor)
{
    private const string Functions = "exists(…), contains(…, …), length(…)";

    // The longer first.
    private static readonly (string Sign, ComparisonKind Comparison)[] Signs =
    [
        ("==", ComparisonKind.Equal),
        ("!=", ComparisonKind.NotEqual),
        ("<=", ComparisonKind.LessOrEqual),
        (">=", ComparisonKind.GreaterOrEqual),
        ("<", ComparisonKind.Less),
        (">", ComparisonKind.Greater),
    ];

    private int _depth;

    public Condition Parse()
    {
        var condition = ParseOr();
        return cursor.AtEnd ? condition : throw cursor.Error(Remedy($"{cursor.Here()} follows a whole condition"));
    }

    private Condition ParseOr()
    {
        var left = ParseAnd();
        while (TakeSign("||"))
        {
            left = new OrCondition(left, ParseAnd());
        }

        return left;
    }

    private Condition ParseAnd()
    {
        var left = ParseNot();
        while (TakeSign("&&"))
        {
            left = new AndCondition(left, ParseNot());
        }

        return left;
    }

    private Condition ParseNot()
    {
        cursor.SkipBlanks();
        if (_depth == Condition.MaxDepth)
            throw cursor.Error($"it is nested more than {Condition.MaxDepth} deep");
        _depth++;
        var condition = ParseOne();
        _depth--;
        cursor.SkipBlanks();
        return condition;
    }

    private Condition ParseOne()
    {
        if (cursor.Take('!'))
            return new NotCondition(ParseNot());
        if (cursor.Take('('))
            return ParseGroup();
        if (TakeFunction("exists"))
            return new ExistsCondition(Close(ParseOperand()));
        if (TakeFunction("contains"))
        {
            var whole = ParseOperand();
            cursor.SkipBlanks();
            if (!cursor.Take(','))
                throw cursor.Error(
                    $"contains takes two values with a comma between them, and here stands {cursor.Here()}"
                );
            return new ContainsCondition(whole, Close(ParseOperand()));
        }

        var left = ParseOperand();
        return TakeComparison() is { } comparison
            ? new ComparisonCondition(left, comparison, ParseOperand())
            : new TruthCondition(left);
    }

    private Condition ParseGroup()
    {
        var inner = ParseOr();
        if (!cursor.Take(')'))
            throw cursor.Error(Remedy($"a ')' is missing before {cursor.Here()}"));
        return TakeComparison() is null
            ? inner
            : throw cursor.Error("what stands in brackets holds or not, and is not compared; compare the values in it");
    }

    private Operand ParseOperand()
    {
        cursor.SkipBlanks();
        var character = cursor.Current;
        if (character == '$')
            return new PathOperand(PathReader.Read(cursor, withPresence: false));
        if (character is '"' or '\'')
            return ParseText();
        if (char.IsAsciiDigit(character) || character == '-')
            return ParseNumber();
        return TakeFunction("length") ? new LengthOperand(Close(ParsePath())) : ParseWord();
    }

    private PipelinePath ParsePath()
    {
        cursor.SkipBlanks();
        return PathReader.Read(cursor, withPresence: false);
    }

    private LiteralOperand ParseText()
    {
        var start = cursor.Position;
        var text = Quoted.Of(cursor.TakeQuoted());
        var value = Literal(text);
        return value.TextOrNull() is null
            ? throw new PipelineSyntaxException(start + 1, "the text has half a surrogate pair in it")
            : new LiteralOperand(text, value);
    }

    private LiteralOperand ParseNumber()
    {
        var start = cursor.Position;
        var text = cursor.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+');
        try
        {
            return new LiteralOperand(text, Literal(text));
        }
        catch (JsonException)
        {
            throw new PipelineSyntaxException(start + 1, $"'{text}' is not a number as JSON writes it");
        }
    }

    private LiteralOperand ParseWord()
    {
        var start = cursor.Position;
        var word = cursor.TakeWhile(c => char.IsLetterOrDigit(c) || c == '_');
        if (word is "true" or "false" or "null")
            return new LiteralOperand(word, Literal(word));
        cursor.Position = start;
        throw cursor.Error(
            word switch
            {
                "" => $"a path, a value or a function is missing before {cursor.Here()}",
                "not" => "write ! for not",
                "exists" or "contains" or "length" =>
                    $"{word} stands by itself, not within a comparison or another function, and is followed by brackets",
                _ =>
                    $"'{word}' is not known; a text stands in quotes, a path begins with $, and the functions are {Functions}",
            }
        );
    }

    private T Close<T>(T argument)
    {
        cursor.SkipBlanks();
        return cursor.Take(')') ? argument : throw cursor.Error($"a ')' is missing before {cursor.Here()}");
    }

    private bool TakeFunction(string name)
    {
        var start = cursor.Position;
        if (cursor.Take(name))
        {
            cursor.SkipBlanks();
            if (cursor.Take('('))
                return true;
        }

        cursor.Position = start;
        return false;
    }

    private ComparisonKind? TakeComparison()
    {
        cursor.SkipBlanks();
        foreach (var (sign, comparison) in Signs)
        {
            if (cursor.Take(sign))
                return comparison;
        }

        return cursor.Current == '=' ? throw cursor.Error("write == to compare") : null;
    }

    private bool TakeSign(string sign)
    {
        cursor.SkipBlanks();
        return cursor.Take(sign);
    }

    private string Remedy(string message) =>
        cursor.Current switch
        {
            '&' => "write && for and",
            '|' => "write || for or",
            '!' or '?' => message + "; marks of presence are for templates, here there is exists(…)",
            'a' when cursor.Next == 'n' => message + "; write && for and",
            'o' when cursor.Next == 'r' => message + "; write || for or",
            '=' or '<' or '>' => message + "; two comparisons are put together by && or ||",
            _ => message,
        };

    private static JsonElement Literal(string json) => JsonElement.Parse(Encoding.UTF8.GetBytes(json));
}
