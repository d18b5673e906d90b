using System.Buffers;
using Slipway.Inference;
using Slipway.Protocols.Json.Writing;

namespace Slipway.Protocols.TensorFlowServing.Rest.Writing;

/// <summary>
/// One member of a predict answer: <c>predictions</c>, row by row, or <c>outputs</c>, tensor by tensor. A single output
/// is written without its name.
/// </summary>
internal sealed class PredictionsJson : IJsonChunks
{
    private readonly List<NamedTensor> _outputs;
    private readonly NestedTensorWriter[] _writers;
    private readonly bool _byRow;
    private readonly string _member;
    private readonly long _rows;
    private Step _step;
    private long _row;
    private int _output;

    /// <param name="member">The name of the member.</param>
    /// <param name="outputs">At least one; by row, all with the same first dimension.</param>
    /// <param name="byRow">Whether the member is a list of rows.</param>
    public PredictionsJson(string member, List<NamedTensor> outputs, bool byRow)
    {
        (_member, _outputs, _byRow) = (member, outputs, byRow);
        _rows = byRow ? outputs[0].Tensor.Shape[0] : 1;
        _writers = [.. outputs.Select(output => new NestedTensorWriter(output, byRow))];
        var names = IsNamed ? outputs.Sum(output => output.Name.Length + 4L) : 0;
        EstimatedLength = member.Length + 8 + _rows * (names + 3) + _writers.Sum(writer => writer.EstimatedLength);
    }

    private enum Step : byte
    {
        Head,
        Row,
        Value,
        End,
    }

    /// <summary>About how many bytes there will be.</summary>
    public long EstimatedLength { get; }

    private bool IsNamed => _outputs.Count > 1;

    public bool WriteChunk(IBufferWriter<byte> output, out int written)
    {
        if (_step == Step.Value && _writers[_output].WriteChunk(output, out written))
            return true;
        var json = new JsonOutput(output);
        switch (_step)
        {
            case Step.Head:
                json.Text(_member);
                json.Raw(_byRow ? ":["u8 : ":"u8);
                _step = Step.Row;
                break;
            case Step.Row when _row == _rows:
                if (_byRow)
                    json.Raw("]"u8);
                _step = Step.End;
                break;
            case Step.Row:
                if (_row > 0)
                    json.Raw(","u8);
                if (IsNamed)
                    json.Raw("{"u8);
                Begin(0, ref json);
                break;
            case Step.Value when _output + 1 < _outputs.Count:
                json.Raw(","u8);
                Begin(_output + 1, ref json);
                break;
            case Step.Value:
                if (IsNamed)
                    json.Raw("}"u8);
                _row++;
                _step = Step.Row;
                break;
            default:
                written = 0;
                return false;
        }

        written = json.Written;
        return true;
    }

    private void Begin(int output, ref JsonOutput json)
    {
        if (IsNamed)
        {
            json.Text(_outputs[output].Name);
            json.Raw(":"u8);
        }

        _writers[output].BeginSlice();
        (_output, _step) = (output, Step.Value);
    }
}
