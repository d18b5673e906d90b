using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.AspNetCore.Handlers.Json;

/// <summary>JSON that is handed on as it is.</summary>
/// <param name="Utf8">One whole value.</param>
internal readonly record struct JsonText(byte[] Utf8)
{
    public static JsonTypeInfo<JsonText> Type { get; } = Create();

    private static JsonTypeInfo<JsonText> Create()
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = new Resolver() };
        options.MakeReadOnly();
        return (JsonTypeInfo<JsonText>)options.GetTypeInfo(typeof(JsonText));
    }

    private sealed class Resolver : IJsonTypeInfoResolver
    {
        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) =>
            type == typeof(JsonText) ? JsonMetadataServices.CreateValueInfo<JsonText>(options, new Writer()) : null;
    }

    private sealed class Writer : JsonConverter<JsonText>
    {
        public override JsonText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, JsonText value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Utf8, skipInputValidation: true);
    }
}
