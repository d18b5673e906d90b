using System.Text.Json.Serialization;

namespace Slipway.Tasks.Tabular.Options;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(ColumnKindConverter), typeof(CategoryEncodingConverter), typeof(MissingValueConverter)]
)]
[JsonSerializable(typeof(TabularOptions))]
internal sealed partial class TabularJsonContext : JsonSerializerContext;

internal sealed class ColumnKindConverter()
    : JsonStringEnumConverter<ColumnKind>(System.Text.Json.JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

internal sealed class CategoryEncodingConverter()
    : JsonStringEnumConverter<CategoryEncoding>(
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower,
        allowIntegerValues: false
    );

// 'nan', not 'na_n'.
internal sealed class MissingValueConverter()
    : JsonStringEnumConverter<MissingValue>(new LowerCase(), allowIntegerValues: false)
{
    private sealed class LowerCase : System.Text.Json.JsonNamingPolicy
    {
        public override string ConvertName(string name) => name.ToLowerInvariant();
    }
}
