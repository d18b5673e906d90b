using Slipway.Inference;
using Slipway.Protocols.Json.Writing;

namespace Slipway.Protocols.OpenInference.Rest.Writing;

/// <summary>The JSON of a request: "Inference Request JSON Object".</summary>
internal sealed class RequestJson : MessageJson
{
    private readonly InferenceRequest _request;
    private readonly bool _asksForBinary;

    public RequestJson(InferenceRequest request, bool binary)
        : base(request.Inputs)
    {
        _request = request;
        _asksForBinary = binary && request.Parameters?.TryGet(BinaryParameters.BinaryDataOutput, out _) != true;
        Check(request.Parameters, "the request");
        foreach (var output in request.Outputs)
        {
            if (output.Parameters is { } parameters)
                Check(parameters, $"output {output.Name}");
        }

        for (var i = 0; i < Tensors.Count; i++)
        {
            Place(i, binary);
        }
    }

    protected override string TensorLabel => $"Request for model {_request.Model}: input";

    protected override string Remedy => "send the request with binary data.";

    public override void WriteHead(ref JsonOutput json)
    {
        json.Raw("{"u8);
        if (_request.Id is { } id)
        {
            json.Raw("\"id\":"u8);
            json.Text(id);
            json.Raw(","u8);
        }

        if (_asksForBinary)
        {
            WriteParameters(
                ref json,
                "\"parameters\":{"u8,
                _request.Parameters,
                BinaryParameters.BinaryDataOutput,
                new ParameterValue(true)
            );
            json.Raw(","u8);
        }
        else if (_request.Parameters is { Count: > 0 })
        {
            WriteParameters(ref json, "\"parameters\":{"u8, _request.Parameters);
            json.Raw(","u8);
        }

        json.Raw("\"inputs\":["u8);
    }

    public override void WriteTail(ref JsonOutput json)
    {
        json.Raw("]"u8);
        for (var i = 0; i < _request.Outputs.Count; i++)
        {
            var output = _request.Outputs[i];
            json.Raw(i == 0 ? ",\"outputs\":[{\"name\":"u8 : ",{\"name\":"u8);
            json.Text(output.Name);
            WriteParameters(ref json, ",\"parameters\":{"u8, output.Parameters);
            json.Raw("}"u8);
        }

        json.Raw(_request.Outputs.Count > 0 ? "]}"u8 : "}"u8);
    }
}
