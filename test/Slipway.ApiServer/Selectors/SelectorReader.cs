using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Selectors;

/// <summary>Reads the query language of label selectors.</summary>
internal sealed class SelectorReader(string text)
{
    private int _at;

    public IReadOnlyList<LabelRequirement> Read()
    {
        var all = new List<LabelRequirement>();
        do
        {
            all.Add(Requirement());
            Blanks();
        } while (Take(','));
        return _at == text.Length ? all : throw Bad($"unexpected '{text[_at..]}'");
    }

    private LabelRequirement Requirement()
    {
        Blanks();
        if (_at < text.Length && text[_at] == '!' && text.AsSpan(_at) is not ['!', '=', ..])
        {
            _at++;
            return new LabelRequirement(Word("a label's name"), LabelOperator.Absent, []);
        }

        var key = Word("a label's name");
        Blanks();
        if (Take("!="))
            return new LabelRequirement(key, LabelOperator.NotIn, [Value()]);
        if (Take("==") || Take("="))
            return new LabelRequirement(key, LabelOperator.In, [Value()]);
        if (Take(">"))
            return new LabelRequirement(key, LabelOperator.Greater, [Word("a number")]);
        if (Take("<"))
            return new LabelRequirement(key, LabelOperator.Less, [Word("a number")]);
        if (Take("notin"))
            return new LabelRequirement(key, LabelOperator.NotIn, Values());
        if (Take("in"))
            return new LabelRequirement(key, LabelOperator.In, Values());
        return new LabelRequirement(key, LabelOperator.Exists, []);
    }

    private List<string> Values()
    {
        Blanks();
        if (!Take('('))
            throw Bad("'(' must follow 'in' and 'notin'");
        var values = new List<string>();
        do
        {
            values.Add(Value());
            Blanks();
        } while (Take(','));
        return Take(')') ? values : throw Bad("')' is missing");
    }

    private string Word(string what)
    {
        var word = Value();
        return word.Length > 0 ? word : throw Bad($"{what} is missing");
    }

    private string Value()
    {
        Blanks();
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '-' or '_' or '.' or '/'))
            _at++;
        return text[start.._at];
    }

    private bool Take(char expected) => Take(expected.ToString());

    private bool Take(string expected)
    {
        if (!text.AsSpan(_at).StartsWith(expected, StringComparison.Ordinal))
            return false;
        _at += expected.Length;
        return true;
    }

    private void Blanks()
    {
        while (_at < text.Length && text[_at] == ' ')
            _at++;
    }

    private StatusException Bad(string why) =>
        StatusException.BadRequest($"unable to parse requirement: {why} in the selector '{text}'");
}
