using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Tasks.Requests;

/// <summary>Writes results as JSON; texts come as they are, not as escapes of what is not ASCII.</summary>
public static class JsonAnswers
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One value.</summary>
    public static TypedAnswer One<T>(T value, JsonTypeInfo<T> type) =>
        Write(writer => JsonSerializer.Serialize(writer, value, type));

    /// <summary>A list.</summary>
    public static TypedAnswer List<T>(IReadOnlyList<T> values, JsonTypeInfo<T> type) =>
        Write(writer =>
        {
            writer.WriteStartArray();
            foreach (var value in values)
            {
                JsonSerializer.Serialize(writer, value, type);
            }

            writer.WriteEndArray();
        });

    /// <summary>Whatever <paramref name="write"/> writes.</summary>
    public static TypedAnswer Write(Action<Utf8JsonWriter> write)
    {
        var output = new AnswerBuffer();
        using (var writer = NewWriter(output))
        {
            write(writer);
        }

        return new TypedAnswer(TypedAnswer.Json, output.Written);
    }

    internal static Utf8JsonWriter NewWriter(IBufferWriter<byte> output) => new(output, Options);
}
