using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Slipway.Oci.Artifacts;

namespace Slipway.Oci.Content;

/// <summary>
/// The documents of the image specification, read and written. What is written has one form: members in the order of the
/// types, maps sorted, no white space; so the same image has the same digest.
/// </summary>
internal static class OciJson
{
    /// <summary>Registries take no larger manifests; ours have a few kilobytes.</summary>
    public const int LargestDocument = 4 * 1024 * 1024;

    public static OciJsonContext Context { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
                RespectNullableAnnotations = true,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );

    public static byte[] Write<T>(T document, JsonTypeInfo<T> type) =>
        JsonSerializer.SerializeToUtf8Bytes(document, type);

    /// <param name="content">The document.</param>
    /// <param name="type">What it must be.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <exception cref="Errors.ServingException">It is not such a document.</exception>
    public static T Read<T>(ReadOnlySpan<byte> content, JsonTypeInfo<T> type, string what)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(content, type)
                ?? throw OciErrors.Corrupt($"{what} is 'null', and no document.");
        }
        catch (JsonException e)
        {
            throw OciErrors.Corrupt($"{what} cannot be read: {e.Message}", e);
        }
    }
}

[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(ImageIndex))]
[JsonSerializable(typeof(ImageConfig))]
[JsonSerializable(typeof(Descriptor))]
[JsonSerializable(typeof(ModelDocument))]
[JsonSerializable(typeof(ModelFileMetadata))]
internal sealed partial class OciJsonContext : JsonSerializerContext;
