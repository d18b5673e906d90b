using Slipway.Inference;
using Slipway.Protocols.Json.Writing;

namespace Slipway.Protocols.OpenInference.Rest.Writing;

/// <summary>The JSON of a response: "Inference Response JSON Object".</summary>
internal sealed class ResponseJson : MessageJson
{
    private readonly InferenceRequest _request;
    private readonly InferenceResponse _response;

    public ResponseJson(InferenceRequest request, InferenceResponse response)
        : base(response.Outputs)
    {
        _request = request;
        _response = response;
        Check(response.Parameters, "the response");
        for (var i = 0; i < Tensors.Count; i++)
        {
            Place(i, OutputEncoding.IsBinary(request, Tensors[i].Name));
        }
    }

    protected override string TensorLabel => $"Model {_request.Model}: output";

    protected override string Remedy =>
        "ask for it as binary data: parameter \"binary_data\": true of the output, or \"binary_data_output\": true of the "
        + "request.";

    public override void WriteHead(ref JsonOutput json)
    {
        json.Raw("{"u8);
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
        WriteParameters(ref json, ",\"parameters\":{"u8, _response.Parameters);
        json.Raw(",\"outputs\":["u8);
    }

    public override void WriteTail(ref JsonOutput json) => json.Raw("]}"u8);
}
