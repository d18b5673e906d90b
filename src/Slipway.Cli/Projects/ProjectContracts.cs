using System.Text.Json.Serialization;

namespace Slipway.Cli.Projects;

/// <summary>What MSBuild prints when it is asked for properties.</summary>
internal sealed record BuiltProject([property: JsonPropertyName("Properties")] BuiltProperties? Properties);

internal sealed record BuiltProperties(
    [property: JsonPropertyName("TargetPath")] string? TargetPath,
    [property: JsonPropertyName("OutputType")] string? OutputType
);

[JsonSerializable(typeof(BuiltProject))]
internal sealed partial class ProjectContracts : JsonSerializerContext;
