using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Slipway.Cli.Predict.Rows;

namespace Slipway.Cli.Predict;

/// <summary>
/// The answers and the side file while a run goes on. What is behind the last checkpoint is cut off when it goes on, so that
/// no row is there twice.
/// </summary>
internal sealed class AnswerFile : IDisposable
{
    /// <summary>The member that holds what the model answers.</summary>
    public const string Prediction = "prediction";

    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly PredictFiles _files;
    private readonly IReadOnlyList<string>? _kept;
    private readonly FileStream _answers;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private FileStream? _errors;
    private long _written;

    /// <param name="files">Where to.</param>
    /// <param name="kept">The columns that are copied; null for all.</param>
    /// <param name="from">Where to go on.</param>
    public AnswerFile(PredictFiles files, IReadOnlyList<string>? kept, Checkpoint from)
    {
        _files = files;
        _kept = kept;
        Checkpoint = from;
        _answers = Open(files.Partial, from.OutputBytes);
        if (from.ErrorBytes > 0 || File.Exists(files.Errors))
            _errors = Open(files.Errors, from.ErrorBytes);
    }

    public Checkpoint Checkpoint { get; private set; }

    /// <summary>The first row that this run refused, and why; null where none was.</summary>
    public (long Row, string Reason)? FirstBad { get; private set; }

    public void Add(InputRow row, JsonElement answer)
    {
        Write(
            _answers,
            writer =>
            {
                foreach (var (name, value) in row.Columns)
                {
                    if (_kept?.Contains(name) == false)
                        continue;
                    writer.WritePropertyName(name);
                    value.WriteTo(writer);
                }

                writer.WritePropertyName(Prediction);
                answer.WriteTo(writer);
            }
        );
        Checkpoint = Checkpoint with { Rows = row.Number };
    }

    public void AddBad(InputRow row, string reason)
    {
        FirstBad ??= (row.Number, reason);
        _errors ??= Open(_files.Errors, 0);
        Write(
            _errors,
            writer =>
            {
                writer.WriteNumber("row", row.Number);
                writer.WriteString("error", reason);
                if (row.Text is { } text)
                {
                    writer.WriteString("input", text);
                    return;
                }

                writer.WriteStartObject("input");
                foreach (var (name, value) in row.Columns)
                {
                    writer.WritePropertyName(name);
                    value.WriteTo(writer);
                }

                writer.WriteEndObject();
            }
        );
        Checkpoint = Checkpoint with { Rows = row.Number, BadRows = Checkpoint.BadRows + 1 };
    }

    /// <summary>Notes how far it is, where that was a while ago.</summary>
    public void Note(TimeProvider time, bool now = false)
    {
        var stamp = time.GetTimestamp();
        if (!now && _written != 0 && time.GetElapsedTime(_written, stamp) < Between)
            return;
        _written = stamp;
        _answers.Flush(flushToDisk: true);
        _errors?.Flush(flushToDisk: true);
        Checkpoint = Checkpoint with { OutputBytes = _answers.Position, ErrorBytes = _errors?.Position ?? 0 };
        Checkpoint.Write(_files.Progress);
    }

    public void Dispose()
    {
        _answers.Dispose();
        _errors?.Dispose();
    }

    private void Write(FileStream file, Action<Utf8JsonWriter> members)
    {
        _buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_buffer, Readable))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        _buffer.Write("\n"u8);
        file.Write(_buffer.WrittenSpan);
    }

    private static FileStream Open(string path, long length)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        try
        {
            file.SetLength(length);
            file.Position = length;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
