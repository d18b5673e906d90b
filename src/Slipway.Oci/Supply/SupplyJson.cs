using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Slipway.Oci.Content;

namespace Slipway.Oci.Supply;

/// <summary>The documents about images, in one form; see <see cref="OciJson"/>.</summary>
internal static class SupplyJson
{
    public static SupplyJsonContext Context { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );

    private const long LargestFile = 8 << 20;

    /// <summary>What a file beside a program says.</summary>
    /// <exception cref="Errors.ServingException">It is too large, or no such document.</exception>
    public static T ReadFile<T>(string file, JsonTypeInfo<T> type)
        where T : class
    {
        if (new FileInfo(file).Length > LargestFile)
            throw OciErrors.TooLarge("inventory-too-large", $"'{file}' has over {LargestFile:N0} bytes.");
        return OciJson.Read(File.ReadAllBytes(file), type, $"'{file}'");
    }
}

[JsonSerializable(typeof(SpdxDocument))]
[JsonSerializable(typeof(ProvenanceStatement))]
[JsonSerializable(typeof(PublishedComponents))]
[JsonSerializable(typeof(DependencyManifest))]
internal sealed partial class SupplyJsonContext : JsonSerializerContext;
