using System.Text.Json.Serialization;
using Slipway.Oci.Artifacts;

namespace Slipway.Cli.Images.Models;

/// <summary>What <c>push --json</c> prints.</summary>
/// <param name="Reference">The artifact's name.</param>
/// <param name="Digest">Of its manifest.</param>
/// <param name="FilesReference">The name of the image of files.</param>
/// <param name="FilesDigest">Of its index.</param>
internal sealed record PushResult(string Reference, string Digest, string FilesReference, string FilesDigest)
{
    public PushResult(string place, string tag, PushedModel pushed)
        : this(
            $"{place}:{tag}",
            pushed.Artifact.Digest.ToString(),
            $"{place}:{tag}{ModelPush.FilesSuffix}",
            pushed.Files.Digest.ToString()
        ) { }
}

/// <summary>What <c>pull --json</c> prints.</summary>
/// <param name="Reference">What was asked for.</param>
/// <param name="Digest">Of the manifest that it named.</param>
/// <param name="Kind"><c>artifact</c>, <c>files</c> or <c>service</c>.</param>
/// <param name="Folder">Where the files are; absolute.</param>
internal sealed record PullResult(string Reference, string Digest, string Kind, string Folder);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(PushResult))]
[JsonSerializable(typeof(PullResult))]
internal sealed partial class ModelContracts : JsonSerializerContext;
