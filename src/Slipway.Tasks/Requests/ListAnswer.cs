using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Tasks.Requests;

/// <summary>A list of results that is written while more are computed. Not thread-safe.</summary>
internal sealed class ListAnswer<T>
{
    private readonly AnswerBuffer _output = new();
    private readonly Utf8JsonWriter _writer;
    private readonly JsonTypeInfo<T> _type;

    public ListAnswer(JsonTypeInfo<T> type)
    {
        _type = type;
        _writer = JsonAnswers.NewWriter(_output);
        _writer.WriteStartArray();
    }

    /// <exception cref="Slipway.Errors.ServingException">TooLarge: the list is more than is given at once.</exception>
    public ListAnswer<T> Add(IReadOnlyList<T> values)
    {
        foreach (var value in values)
        {
            JsonSerializer.Serialize(_writer, value, _type);
        }

        return this;
    }

    /// <summary>The whole list; nothing can be added to it.</summary>
    public TypedAnswer ToAnswer()
    {
        _writer.WriteEndArray();
        _writer.Dispose();
        return new TypedAnswer(TypedAnswer.Json, _output.Written);
    }
}
