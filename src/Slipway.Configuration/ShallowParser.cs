using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slipway.Configuration;

/// <summary>
/// Refuses YAML that is nested too deeply while it is read: trees are built by recursion, and a megabyte of brackets would
/// end the process. Whatever the library throws at input that it did not foresee is a <see cref="YamlException"/>.
/// </summary>
public sealed class ShallowParser(IParser inner, int maxDepth) : IParser
{
    private int _depth;

    public ParsingEvent? Current => inner.Current;

    /// <exception cref="YamlException">Nested more than the depth allowed.</exception>
    public bool MoveNext()
    {
        var moved = MoveInner();
        if (!moved || inner.Current is not { } current)
            return moved;
        _depth += current.NestingIncrease;
        return _depth <= maxDepth
            ? moved
            : throw new YamlException(current.Start, current.End, "It is nested too deeply.");
    }

    private bool MoveInner()
    {
        try
        {
            return inner.MoveNext();
        }
        catch (Exception e) when (e is not YamlException)
        {
            var place = inner.Current?.End ?? Mark.Empty;
            throw new YamlException(place, place, "This cannot be read as YAML.", e);
        }
    }
}
