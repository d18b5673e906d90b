namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>
/// What a graph says of ids: the rows of its tensors, and which values are looked up in which of them (<c>Gather</c> along
/// its usual axis, perhaps behind a <c>Cast</c>). A hint for made-up inputs: what a model with unheard-of numbers of nodes
/// says beyond the first is not kept.
/// </summary>
internal sealed class LookupTables
{
    private const int Most = 100_000;

    private readonly Dictionary<string, long> _rows = [];
    private readonly Dictionary<string, string> _tables = [];
    private readonly Dictionary<string, string> _casts = [];

    /// <summary>A tensor of the model and its first extent.</summary>
    public void AddTable(string name, long rows)
    {
        if (_rows.Count < Most && rows > 0)
            _rows.TryAdd(name, rows);
    }

    /// <summary>A value that is looked up.</summary>
    public void AddLookup(string value, string table)
    {
        if (_tables.Count < Most)
            _tables.TryAdd(value, table);
    }

    /// <summary>A value that is another one in another type.</summary>
    public void AddCast(string value, string result)
    {
        if (_casts.Count < Most)
            _casts.TryAdd(value, result);
    }

    /// <summary>The rows of the table that an input is looked up in, by input; inputs without one are not in it.</summary>
    public Dictionary<string, long> Limits(IEnumerable<string> inputs)
    {
        var limits = new Dictionary<string, long>();
        foreach (var input in inputs)
        {
            var value = input;
            if (!_tables.ContainsKey(value) && _casts.TryGetValue(value, out var cast))
                value = cast;
            if (_tables.TryGetValue(value, out var table) && _rows.TryGetValue(table, out var rows))
                limits[input] = rows;
        }

        return limits;
    }
}
