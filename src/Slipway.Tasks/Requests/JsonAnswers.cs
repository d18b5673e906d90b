using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;

namespace Slipway.Tasks.Requests;

/// <summary>Writes results as JSON; texts come as they are, not as escapes of what is not ASCII.</summary>
public static class JsonAnswers
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One value.</summary>
    /// <exception cref="ServingException">TooLarge: it is more than is given at once.</exception>
    public static TypedAnswer One<T>(T value, JsonTypeInfo<T> type) =>
        Write(writer => JsonSerializer.Serialize(writer, value, type));

    /// <summary>A list.</summary>
    /// <exception cref="ServingException">TooLarge: it is more than is given at once.</exception>
    public static TypedAnswer List<T>(IReadOnlyList<T> values, JsonTypeInfo<T> type) =>
        new ListAnswer<T>(type).Add(values).ToAnswer();

    /// <summary>Whatever <paramref name="write"/> writes.</summary>
    /// <exception cref="ServingException">TooLarge: it is more than is given at once.</exception>
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
