using System.Collections;

namespace Slipway.Inference;

/// <summary>
/// Parameters in the order they came. A request has a handful at most, so lookup walks the list. Setting a name again
/// replaces its value. Not thread-safe while being filled.
/// </summary>
public sealed class InferenceParameters : IReadOnlyCollection<KeyValuePair<string, ParameterValue>>
{
    /// <summary>More parameters than this are refused by the decoders.</summary>
    public const int MaxCount = 256;

    // Where there is any parameter there is usually one.
    private readonly List<KeyValuePair<string, ParameterValue>> _items = new(1);

    public int Count => _items.Count;

    public ParameterValue this[string name]
    {
        set
        {
            var index = IndexOf(name);
            if (index >= 0)
                _items[index] = new(name, value);
            else
                _items.Add(new(name, value));
        }
    }

    public bool TryGet(string name, out ParameterValue value)
    {
        var index = IndexOf(name);
        value = index >= 0 ? _items[index].Value : default;
        return index >= 0;
    }

    /// <summary>Takes a parameter out, for a codec that acts on it itself.</summary>
    public bool Remove(string name)
    {
        var index = IndexOf(name);
        if (index >= 0)
            _items.RemoveAt(index);
        return index >= 0;
    }

    public List<KeyValuePair<string, ParameterValue>>.Enumerator GetEnumerator() => _items.GetEnumerator();

    IEnumerator<KeyValuePair<string, ParameterValue>> IEnumerable<
        KeyValuePair<string, ParameterValue>
    >.GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    private int IndexOf(string name)
    {
        for (var i = 0; i < _items.Count; i++)
        {
            if (_items[i].Key == name)
                return i;
        }

        return -1;
    }
}
