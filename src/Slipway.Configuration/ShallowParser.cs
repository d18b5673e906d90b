using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slipway.Configuration;

/// <summary>
/// Refuses YAML that is nested too deeply while it is read: the library builds its tree by recursion, and a megabyte of
/// brackets would end the process.
/// </summary>
public sealed class ShallowParser(IParser inner, int maxDepth) : IParser
{
    private int _depth;

    public ParsingEvent? Current => inner.Current;

    /// <exception cref="YamlException">Nested more than the depth allowed.</exception>
    public bool MoveNext()
    {
        var moved = inner.MoveNext();
        if (!moved || inner.Current is not { } current)
            return moved;
        _depth += current.NestingIncrease;
        return _depth <= maxDepth
            ? moved
            : throw new YamlException(current.Start, current.End, "It is nested too deeply.");
    }
}
