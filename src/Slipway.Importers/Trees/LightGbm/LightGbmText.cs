using System.Globalization;

namespace Slipway.Importers.Trees.LightGbm;

/// <summary>A block of <c>name=value</c> lines of LightGBM's text format, lists separated by blanks.</summary>
internal sealed class LightGbmText
{
    private readonly Dictionary<string, string> _values = [];
    private readonly string _where;

    private LightGbmText(string where) => _where = where;

    /// <summary>Reads a block: up to an empty line, or the beginning of another one.</summary>
    public static LightGbmText Read(string where, IEnumerable<string> lines)
    {
        var block = new LightGbmText(where);
        foreach (var line in lines)
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                block._values[line] = "";
            else
                block._values[line[..equals]] = line[(equals + 1)..];
        }

        return block;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public string? Find(string name) => _values.GetValueOrDefault(name);

    public string Text(string name) => Find(name) ?? throw Corrupt($"{_where} has no '{name}'");

    public int Integer(string name) =>
        int.TryParse(Text(name), CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Corrupt($"{_where} has {name}={Text(name)}");

    public string[] Words(string name) => Text(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public int[] Integers(string name, int count) => Parse(name, count, int.Parse);

    public double[] Numbers(string name, int count) => Parse(name, count, double.Parse);

    /// <summary>A list of any length.</summary>
    public uint[] Words32(string name) => Parse(name, count: null, uint.Parse);

    private T[] Parse<T>(string name, int? count, Func<string, CultureInfo, T> parse)
    {
        var words = Words(name);
        if (count is { } wanted && words.Length != wanted)
            throw Corrupt($"{_where} has {words.Length} values of '{name}' instead of {wanted}");
        try
        {
            return Array.ConvertAll(words, word => parse(word, CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw Corrupt($"{_where} has something in '{name}' that is no number");
        }
    }

    public static ImportException Corrupt(string problem) =>
        new(ImportReasons.Corrupt, $"The LightGBM model is damaged: {problem}.");
}
