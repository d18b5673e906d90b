using Slipway.Inference;
using Slipway.Protocols.Json.Writing;

namespace Slipway.Protocols.OpenInference.Rest.Writing;

/// <summary>
/// The JSON of a generate response: one flat object with the outputs by name, a single element without its array. As
/// an event of a stream it is one line behind <c>data:</c>.
/// </summary>
internal sealed class GenerateJson : MessageJson
{
    private static readonly string[] Reserved = ["id", "model_name", "model_version"];

    private readonly InferenceRequest _request;
    private readonly InferenceResponse _response;
    private readonly bool _isEvent;

    public GenerateJson(InferenceRequest request, InferenceResponse response, bool isEvent)
        : base(Named(response))
    {
        _request = request;
        _response = response;
        _isEvent = isEvent;
        Check(response.Parameters, "the response");
        for (var i = 0; i < Tensors.Count; i++)
        {
            Place(i, binary: false);
        }
    }

    protected override string TensorLabel => $"Model {_request.Model}: output";

    protected override string Remedy => "generate answers in JSON alone; use infer with binary data.";

    public override void WriteHead(ref JsonOutput json)
    {
        json.Raw(_isEvent ? "data: {"u8 : "{"u8);
        if (_response.Id is { } id)
        {
            json.Raw("\"id\":"u8);
            json.Text(id);
            json.Raw(","u8);
        }

        json.Raw("\"model_name\":"u8);
        json.Text(_response.ModelName);
        json.Raw(",\"model_version\":"u8);
        json.Text(_response.ModelVersion);
        foreach (var (name, value) in _response.Parameters ?? [])
        {
            if (Reserved.Contains(name) || Tensors.Exists(tensor => tensor.Name == name))
                continue;
            json.Raw(","u8);
            json.Text(name);
            json.Raw(":"u8);
            json.Value(value);
        }
    }

    public override void WriteTensorHead(ref JsonOutput json, int index)
    {
        json.Raw(","u8);
        json.Text(Tensors[index].Name);
        json.Raw(IsSingle(index) ? ":"u8 : ":["u8);
    }

    public override void WriteTensorTail(ref JsonOutput json, int index)
    {
        if (!IsSingle(index))
            json.Raw("]"u8);
    }

    public override void WriteTail(ref JsonOutput json) => json.Raw(_isEvent ? "}\n\n"u8 : "}"u8);

    private bool IsSingle(int index) => Tensors[index].Tensor.ElementCount == 1;

    // As from Triton, the names of the answer itself come before an output of the same name.
    private static List<NamedTensor> Named(InferenceResponse response) =>
        response.Outputs.Exists(output => Reserved.Contains(output.Name))
            ? response.Outputs.FindAll(output => !Reserved.Contains(output.Name))
            : response.Outputs;
}
