namespace Slipway.Protocols.Tests.OpenInference.Rest;

/// <summary>Tests that watch the process-wide count of rented bytes run with nothing beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RestMemoryCollection
{
    public const string Name = "rented bytes (REST)";
}
