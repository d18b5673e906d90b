using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Planning;

/// <summary>
/// What makes a revision: two services with the same key run the same thing, whatever else is said of them. The key is JSON with
/// its members in a fixed order and nothing in it that is a default, so that it stays the same where a later version knows more.
/// </summary>
public static class RevisionKey
{
    /// <summary>The fields that are in it; the others of a service apply to what runs.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    ["model", "project", "image", "models", "resources", "environment", "arguments", "server"];

    /// <param name="name">The service's.</param>
    /// <param name="service">Resolved.</param>
    /// <param name="digest">Of what it is made of; null where that is not known, or not wanted.</param>
    public static string Of(string name, ServiceConfig service, string? digest = null) =>
        JsonSerializer.Serialize(
            new RevisionIdentity
            {
                Model = service.Model,
                Project = service.Project,
                Image = service.Image,
                Digest = digest,
                Models = service.Models ?? [name],
                Resources = service.Resources is { Cpu: null, Memory: null } ? null : service.Resources,
                Environment = service.Environment is { Count: > 0 } environment
                    ? new SortedDictionary<string, string>(environment, StringComparer.Ordinal)
                    : null,
                Arguments = service.Arguments is { Count: > 0 } ? service.Arguments : null,
                Server = service.Server == new ServerConfig() ? null : service.Server,
            },
            RevisionJson.Default.RevisionIdentity
        );
}

/// <summary>The members of a <see cref="RevisionKey"/>.</summary>
internal sealed record RevisionIdentity
{
    public string? Model { get; init; }

    public string? Project { get; init; }

    public string? Image { get; init; }

    public string? Digest { get; init; }

    public required IReadOnlyList<string> Models { get; init; }

    public ResourcesConfig? Resources { get; init; }

    public SortedDictionary<string, string>? Environment { get; init; }

    public IReadOnlyList<string>? Arguments { get; init; }

    public ServerConfig? Server { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(RevisionIdentity))]
internal sealed partial class RevisionJson : JsonSerializerContext;
