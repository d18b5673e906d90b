namespace Slipway.Protocols.Json.Reading;

/// <summary>
/// Names seen once. A few are compared one by one, which is cheapest; a hostile thousand of them is hashed.
/// </summary>
internal struct NameSet
{
    private const int Few = 16;

    private string? _first;
    private List<string>? _more;
    private HashSet<string>? _many;

    /// <summary>False where the name has been seen.</summary>
    public bool Add(string name)
    {
        if (_many is not null)
            return _many.Add(name);
        if (_first is null)
        {
            _first = name;
            return true;
        }

        if (_first == name || _more?.Contains(name) == true)
            return false;
        _more ??= [];
        _more.Add(name);
        if (_more.Count == Few)
            _many = new HashSet<string>(_more, StringComparer.Ordinal) { _first };
        return true;
    }
}
