using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Slipway.Errors;
using Slipway.Protocols.TensorFlowServing.Grpc;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>
/// GetModelMetadata of <c>tensorflow.serving.PredictionService</c>; the inference methods have endpoints of their own
/// (<see cref="GrpcPredictionEndpoints"/>).
/// </summary>
internal sealed class GrpcPredictionService(DataPlane plane) : PredictionService.PredictionServiceBase
{
    private const string SignatureField = "signature_def";

    public override async Task<GetModelMetadataResponse> GetModelMetadata(
        GetModelMetadataRequest request,
        ServerCallContext context
    )
    {
        try
        {
            return await DescribeAsync(request, context.CancellationToken);
        }
        catch (ServingException e)
        {
            throw GrpcAnswers.Failure(e);
        }
    }

    private async Task<GetModelMetadataResponse> DescribeAsync(
        GetModelMetadataRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.MetadataField.Count == 0)
        {
            throw ServingException.InvalidArgument(
                $"metadata_field is empty; ask for '{SignatureField}', the only one there is."
            );
        }

        if (request.MetadataField.FirstOrDefault(field => field != SignatureField) is { } unknown)
        {
            throw ServingException.InvalidArgument(
                $"The metadata field '{unknown}' is not known; ask for '{SignatureField}', the only one there is."
            );
        }

        var model = await plane.DescribeAsync(ModelReference.Of(request.ModelSpec).Model, cancellationToken);
        return new GetModelMetadataResponse
        {
            ModelSpec = ModelSpecs.Of(model.Name, model.Version, signature: null),
            Metadata = { [SignatureField] = Any.Pack(SignatureDefs.Of(model.Signature)) },
        };
    }
}
