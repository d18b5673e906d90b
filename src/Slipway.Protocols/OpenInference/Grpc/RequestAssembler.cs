using System.Globalization;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.SharedMemory;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>
/// Collects the parts of one request as they come and joins them at the end: raw contents belong to inputs by index,
/// and protobuf promises no order of fields. Owns every tensor until <see cref="Finish"/> hands the request over.
/// One thread at a time; a spare is kept per thread because its lists are worth reusing.
/// </summary>
internal sealed class RequestAssembler : IDisposable
{
    [ThreadStatic]
    private static RequestAssembler? t_spare;

    private readonly List<PendingInput> _inputs = [];
    private readonly List<RawContents> _raw = [];
    private InferenceRequest _request = null!;
    private long _sharedBytesLeft;

    private RequestAssembler() { }

    public GrpcDecoderLimits Limits { get; private set; } = GrpcDecoderLimits.Default;

    public string ModelName { get; set; } = "";

    public string ModelVersion { get; set; } = "";

    /// <summary>The name of the input being read, for errors; null outside one.</summary>
    public string? CurrentInput { get; set; }

    public InferenceParameters? Parameters;

    public string? Id
    {
        set => _request.Id = value;
    }

    public static RequestAssembler Rent(GrpcDecoderLimits limits)
    {
        var assembler = t_spare ?? new RequestAssembler();
        t_spare = null;
        assembler.Limits = limits;
        assembler._sharedBytesLeft = limits.MaxMessageBytes;
        assembler._request = new InferenceRequest { Model = default };
        return assembler;
    }

    /// <summary>Frees whatever has not been handed over, and keeps this object for another request.</summary>
    public void Dispose()
    {
        foreach (var input in _inputs)
        {
            input.Typed?.Dispose();
        }

        foreach (var raw in _raw)
        {
            raw.Buffer?.Dispose();
        }

        _inputs.Clear();
        _raw.Clear();
        _request?.Dispose();
        _request = null!;
        (ModelName, ModelVersion, CurrentInput, Parameters) = ("", "", null, null);
        t_spare = this;
    }

    public void ReadInput(ref WireReader reader)
    {
        if (_inputs.Count == Limits.MaxTensors)
            throw ServingException.InvalidArgument($"There are more than {Limits.MaxTensors} inputs.");
        _inputs.Add(InputTensorReader.Read(ref reader, this));
        CurrentInput = null;
    }

    public Tensor ReadShared(SharedMemoryReference reference, DataType type, TensorShape shape) =>
        SharedMemoryInput.Read(reference, Limits.SharedMemory!, type, shape, ref _sharedBytesLeft);

    public void AddOutput(RequestedOutput output)
    {
        if (_request.Outputs.Count == Limits.MaxTensors)
            throw ServingException.InvalidArgument($"There are more than {Limits.MaxTensors} requested outputs.");
        _request.Outputs.Add(output);
    }

    public void ExpectRaw()
    {
        if (_raw.Count == Limits.MaxTensors)
            throw ServingException.InvalidArgument($"There are more than {Limits.MaxTensors} raw_input_contents.");
    }

    public void AddRaw(RawContents raw) => _raw.Add(raw);

    /// <summary>The whole request, which is the caller's from here on.</summary>
    public InferenceRequest Finish()
    {
        if (ModelName.Length == 0)
            throw ServingException.InvalidArgument("model_name is missing; name the model that is to answer.");
        _request.Model = new ModelSelector(ModelName, ParseVersion(ModelVersion));
        _request.Parameters = Parameters;
        var shared = CountShared();
        if (_raw.Count != 0 && _raw.Count != _inputs.Count - shared)
        {
            throw ServingException.InvalidArgument(
                shared == 0
                    ? $"raw_input_contents has {_raw.Count} entries for {_inputs.Count} inputs; send one for each input, "
                        + "in the same order."
                    : $"raw_input_contents has {_raw.Count} entries for {_inputs.Count - shared} inputs that are not in "
                        + "shared memory; send one for each of these, in the same order."
            );
        }

        _request.Inputs.Capacity = _inputs.Count;
        var raw = 0;
        for (var i = 0; i < _inputs.Count; i++)
        {
            CurrentInput = _inputs[i].Name;
            var tensor = _inputs[i].IsShared ? _inputs[i].Typed! : TakeTensor(i, raw++);
            _request.Inputs.Add(new NamedTensor(_inputs[i].Name, tensor, _inputs[i].Parameters));
        }

        _inputs.Clear();
        _raw.Clear();
        var request = _request;
        _request = null!;
        return request;
    }

    /// <summary>The same failure with the model and the input in front, as far as they are known.</summary>
    public ServingException Explain(ServingException failure)
    {
        var where = (ModelName, CurrentInput) switch
        {
            ("", null) => "",
            ("", { } input) => $"Input '{Shown.Text(input)}': ",
            ({ } model, null) => $"Model '{Shown.Text(model)}': ",
            ({ } model, { } input) => $"Model '{Shown.Text(model)}', input '{Shown.Text(input)}': ",
        };
        return new ServingException(failure.Code, where + failure.Message, failure) { Reason = failure.Reason };
    }

    private int CountShared()
    {
        var count = 0;
        foreach (var input in _inputs)
        {
            count += input.IsShared ? 1 : 0;
        }

        return count;
    }

    private Tensor TakeTensor(int index, int rawIndex)
    {
        var (_, type, shape, _, typed) = _inputs[index];
        if (_raw.Count != 0)
        {
            if (typed is not null)
                throw ServingException.InvalidArgument("Both contents and raw_input_contents are given; send one.");
            var raw = _raw[rawIndex];
            if (type == DataType.Bool && raw.Buffer!.GetSpan()[..raw.Length].ContainsAnyExceptInRange((byte)0, (byte)1))
                throw ServingException.InvalidArgument("A BOOL byte is 0 or 1, nothing else.");
            return new Tensor(type, shape, raw.Buffer!, raw.Length);
        }

        if (typed is not null)
            return typed;
        return shape.TryGetElementCount(out var count) && count == 0
            ? new Tensor(type, shape, TensorBuffer.Rent(0), 0)
            : throw ServingException.InvalidArgument(
                $"It has no data, though shape {shape} is not empty; send it in raw_input_contents or in contents."
            );
    }

    private static long? ParseVersion(string version)
    {
        if (version.Length == 0)
            return null;
        return long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw ServingException.InvalidArgument(
                $"model_version '{Shown.Text(version)}' is not a positive number; leave it empty for the model's default."
            );
    }
}
