using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;
using Slipway.Tensors;

namespace Slipway.AspNetCore.Handlers.Json;

/// <summary>Objects of a handler in JSON, read strictly whatever the context of its types says. Thread-safe.</summary>
internal sealed class JsonObjects<T>
    where T : class
{
    /// <exception cref="ArgumentException">The type is no object in JSON.</exception>
    public JsonObjects(JsonTypeInfo<T> type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            throw new ArgumentException($"{typeof(T).Name} is no object in JSON; a handler takes and gives objects.");
        var options = new JsonSerializerOptions(type.Options)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = false,
        };
        Type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        Schema = JsonSchemas.Of(Type);
    }

    public JsonTypeInfo<T> Type { get; }

    public JsonElement Schema { get; }

    public byte[] Write(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Type);

    /// <summary>The objects of a tensor whose elements are their texts.</summary>
    /// <exception cref="ServingException">InvalidArgument: one of them is not read.</exception>
    public List<T> Read(Tensor texts)
    {
        var objects = new List<T>();
        foreach (var text in texts.Elements)
        {
            objects.Add(Read(text, texts.ElementCount == 1 ? "" : $"Request {objects.Count}: "));
        }

        return objects;
    }

    private T Read(ReadOnlySpan<byte> text, string place)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Type)
                ?? throw ServingException.InvalidArgument($"{place}null is no object.");
        }
        catch (JsonException e)
        {
            var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"{place}{(end < 0 ? e.Message : e.Message[..end])}",
                e
            );
        }
    }
}
