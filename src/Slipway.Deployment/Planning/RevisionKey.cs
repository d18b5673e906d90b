using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Planning;

/// <summary>
/// What makes a revision: two with the same key run the same thing, whatever else is said of their service. The key is JSON with
/// its members in a fixed order and nothing in it that is a default, so that it stays the same where a later version knows more.
/// </summary>
public static class RevisionKey
{
    private static readonly string[] Sources = ["model", "project", "image"];

    /// <summary>The fields of a service that are in it; the others apply to what runs.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [.. Sources, "models", "resources", "environment", "arguments", "server"];

    /// <summary>Of a service of a resolved manifest, by where its source is rather than by what is there.</summary>
    public static string Of(ServiceConfig service) =>
        service switch
        {
            { Project: { } project } => Of(LaunchKind.Project, project, service),
            { Image: { } image } => Of(LaunchKind.Image, image, service),
            _ => Of(LaunchKind.Model, service.Model ?? "", service),
        };

    /// <param name="kind">What it is made of.</param>
    /// <param name="source">The digest of its content, or its address: where that is the same, the same is run.</param>
    /// <param name="service">What it is started with.</param>
    public static string Of(LaunchKind kind, string source, ServiceConfig service) =>
        JsonSerializer.Serialize(
            new RevisionIdentity
            {
                Kind = kind,
                Source = source,
                Models = service.Models,
                Resources = service.Resources == new ResourcesConfig() ? null : service.Resources,
                Environment = service.Environment is { Count: > 0 } environment
                    ? new SortedDictionary<string, string>(environment, StringComparer.Ordinal)
                    : null,
                Arguments = service.Arguments is { Count: > 0 } ? service.Arguments : null,
                Server = service.Server == new ServerConfig() ? null : service.Server,
            },
            RevisionJson.Default.RevisionIdentity
        );

    internal static bool IsSource(string field) => Sources.Contains(field);
}

/// <summary>The members of a <see cref="RevisionKey"/>.</summary>
internal sealed record RevisionIdentity
{
    public required LaunchKind Kind { get; init; }

    public required string Source { get; init; }

    public IReadOnlyList<string>? Models { get; init; }

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
