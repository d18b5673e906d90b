using Grpc.Core;
using Slipway.AspNetCore.Grpc;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.TensorFlowServing.Grpc;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using Slipway.Serving.Lifecycle;
using Code = Slipway.Protocols.TensorFlowServing.Grpc.Proto.Code;
using State = Slipway.Protocols.TensorFlowServing.Grpc.Proto.ModelVersionStatus.Types.State;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary><c>tensorflow.serving.ModelService</c>: the state of each version.</summary>
internal sealed class GrpcModelService(ModelManager models) : ModelService.ModelServiceBase
{
    public override Task<GetModelStatusResponse> GetModelStatus(
        GetModelStatusRequest request,
        ServerCallContext context
    )
    {
        try
        {
            var response = new GetModelStatusResponse();
            response.ModelVersionStatus.AddRange(Find(ModelReference.Of(request.ModelSpec).Model).Select(StatusOf));
            return Task.FromResult(response);
        }
        catch (ServingException e)
        {
            throw GrpcAnswers.Failure(e);
        }
    }

    private IEnumerable<ModelStatus> Find(ModelSelector selector)
    {
        var found = models.Find(selector);
        return selector is { Version: null, Label: null }
            ? models.Statuses.Where(status => status.Name == found.Name)
            : [found];
    }

    private static ModelVersionStatus StatusOf(ModelStatus status) =>
        new()
        {
            Version = status.Version,
            State = StateOf(status.State),
            Status = StatusOf(status.Error),
        };

    private static StatusProto StatusOf(ServingException? error) =>
        error is null
            ? new StatusProto { ErrorCode = Code.Ok }
            : new StatusProto
            {
                // The codes of both are the same numbers.
                ErrorCode = (Code)(int)GrpcStatusTable.TensorFlowServing(error.Code),
                ErrorMessage = error.Message,
            };

    private static State StateOf(ServableState state) =>
        state switch
        {
            ServableState.Start => State.Start,
            ServableState.Loading => State.Loading,
            ServableState.Available => State.Available,
            ServableState.Unloading => State.Unloading,
            _ => State.End,
        };
}
