namespace Slipway.Containers;

/// <summary>
/// A container as it is to be made: closed as far as a server can do with. Its root is read-only but for <c>/tmp</c>, it has no
/// capabilities and cannot get any, and its user is the image's.
/// </summary>
public sealed record ContainerSpec
{
    public required string Name { get; init; }

    /// <summary>A reference or an id; the engine has it.</summary>
    public required string Image { get; init; }

    /// <summary>Behind the image's entry point; null: the image's own.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>By which it is found again.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>CPUs; null for no limit.</summary>
    public double? Cpu { get; init; }

    /// <summary>Without swap; null for no limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Ports of 127.0.0.1 by the container's; null: it shares the network of this machine.</summary>
    public IReadOnlyDictionary<int, int>? Ports { get; init; }
}
