using System.Text.Json;
using Slipway.Tasks.Requests;

namespace Slipway.Tasks.Tabular.Answers;

/// <summary>In which form a request is answered.</summary>
internal enum AnswerForm
{
    /// <summary>The answer to the one record.</summary>
    One,

    /// <summary>A list of answers.</summary>
    List,

    /// <summary>A list of plain values, as Hugging Face's pipelines answer.</summary>
    Values,

    /// <summary>That list as <c>predictions</c>, as MLflow answers.</summary>
    Predictions,
}

/// <summary>Writes answers as JSON. Not thread-safe.</summary>
internal sealed class JsonAnswer : IDisposable
{
    private readonly AnswerForm _form;
    private readonly AnswerBuffer _output = new();
    private readonly Utf8JsonWriter _writer;

    public JsonAnswer(AnswerForm form)
    {
        _form = form;
        _writer = JsonAnswers.NewWriter(_output);
        if (form == AnswerForm.Predictions)
        {
            _writer.WriteStartObject();
            _writer.WritePropertyName("predictions"u8);
        }

        if (form != AnswerForm.One)
            _writer.WriteStartArray();
    }

    public void Write(AnswerTable table, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            if (_form is AnswerForm.One or AnswerForm.List)
                table.Write(_writer, row);
            else
                table.WriteValue(_writer, row);
        }
    }

    public TypedAnswer ToAnswer()
    {
        if (_form != AnswerForm.One)
            _writer.WriteEndArray();
        if (_form == AnswerForm.Predictions)
            _writer.WriteEndObject();
        _writer.Flush();
        return new TypedAnswer(TypedAnswer.Json, _output.Written);
    }

    public void Dispose() => _writer.Dispose();
}
