using System.Buffers;
using Slipway.Inference;
using Slipway.Protocols.Json.Writing;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Rest.Writing;

/// <summary>
/// Writes a tensor as arrays nested by its shape: as a whole, or one row of its first dimension after the other. A
/// scalar stands bare. BYTES whose output's name ends in <c>_bytes</c> are base64 objects (TensorFlow Serving's RESTful
/// API, "Output of binary values"), as are others that are not UTF-8, which JSON could not carry.
/// </summary>
internal sealed class NestedTensorWriter
{
    // A row that is only brackets must not be written in one go.
    private const int ChunkLength = 4096;

    private readonly Tensor _tensor;

    // The dimension that a slice begins with: 0 for the whole, 1 for rows.
    private readonly int _first;

    // Members written of the open array of each dimension but the last.
    private readonly long[] _done;
    private TensorJsonWriter _elements;
    private int _level;
    private Step _step;

    public NestedTensorWriter(NamedTensor output, bool byRow)
    {
        _tensor = output.Tensor;
        _first = byRow ? 1 : 0;
        _done = new long[_tensor.Shape.Rank];
        var style = TensorJsonStyle.KeepFraction | TensorJsonStyle.BinaryAsBase64;
        if (output.Name.EndsWith("_bytes", StringComparison.Ordinal))
            style |= TensorJsonStyle.AllAsBase64;
        _elements = new TensorJsonWriter(_tensor, style);
        BeginSlice();
    }

    private enum Step : byte
    {
        Open,
        Elements,
        Close,
        End,
    }

    /// <summary>About how many bytes the whole tensor becomes.</summary>
    public long EstimatedLength
    {
        get
        {
            var arrays = 1L;
            foreach (var dim in _tensor.Shape.Dimensions[..Math.Max(0, _tensor.Shape.Rank - 1)])
            {
                arrays *= Math.Max(1, dim);
            }

            return TensorJsonWriter.EstimatedLength(_tensor) + 4 * arrays;
        }
    }

    /// <summary>Gets ready for the whole tensor or the next row.</summary>
    public void BeginSlice() => (_level, _step) = (_first, Step.Open);

    /// <summary>Writes some of the slice; false where nothing is left of it.</summary>
    public bool WriteChunk(IBufferWriter<byte> output, out int written)
    {
        if (_step == Step.Elements)
        {
            if (_elements.WriteChunk(output, out written))
                return true;
            _step = _level == _tensor.Shape.Rank ? Step.End : Step.Close;
        }

        var json = new JsonOutput(output);
        while (_step is Step.Open or Step.Close && json.Written < ChunkLength)
        {
            if (_step == Step.Open)
                Open(ref json);
            else
                Close(ref json);
        }

        written = json.Written;
        return written > 0 || _step != Step.End;
    }

    private void Open(ref JsonOutput json)
    {
        var rank = _tensor.Shape.Rank;
        if (_level == rank)
        {
            _elements.BeginRun(1);
            _step = Step.Elements;
            return;
        }

        json.Raw("["u8);
        var extent = _tensor.Shape[_level];
        _done[_level] = 0;
        if (extent == 0)
        {
            _step = Step.Close;
        }
        else if (_level == rank - 1)
        {
            _elements.BeginRun((int)extent);
            _step = Step.Elements;
        }
        else
        {
            _level++;
        }
    }

    private void Close(ref JsonOutput json)
    {
        json.Raw("]"u8);
        if (_level == _first)
        {
            _step = Step.End;
            return;
        }

        _level--;
        if (++_done[_level] == _tensor.Shape[_level])
            return;
        json.Raw(","u8);
        _level++;
        _step = Step.Open;
    }
}
