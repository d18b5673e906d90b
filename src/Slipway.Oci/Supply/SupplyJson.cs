using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Oci.Supply;

/// <summary>The documents about images, in one form; see <see cref="Content.OciJson"/>.</summary>
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
}

[JsonSerializable(typeof(SpdxDocument))]
[JsonSerializable(typeof(ProvenanceStatement))]
[JsonSerializable(typeof(PublishedComponents))]
[JsonSerializable(typeof(DependencyManifest))]
internal sealed partial class SupplyJsonContext : JsonSerializerContext;
