using Grpc.Core;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Grpc;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.TensorFlowServing.Grpc;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using Slipway.Serving.Control;
using Slipway.Serving.Lifecycle;
using Code = Slipway.Protocols.TensorFlowServing.Grpc.Proto.Code;
using State = Slipway.Protocols.TensorFlowServing.Grpc.Proto.ModelVersionStatus.Types.State;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>
/// <c>tensorflow.serving.ModelService</c>: the state of each version, and the list of models, which can be replaced
/// where the management API is on the ports of inference.
/// </summary>
internal sealed class GrpcModelService(ModelManager models, ControlPlane control, IOptions<ModelServerOptions> options)
    : ModelService.ModelServiceBase
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

    public override async Task<ReloadConfigResponse> HandleReloadConfigRequest(
        ReloadConfigRequest request,
        ServerCallContext context
    )
    {
        if (options.Value.Management != ManagementMode.Inference)
        {
            throw new RpcException(
                new Status(
                    StatusCode.PermissionDenied,
                    "The list of models cannot be replaced here; start the server with --management inference to allow it."
                )
            );
        }

        try
        {
            var declared = ModelConfigFile.OfMessage(request.Config ?? new ModelServerConfig(), "The request's config");
            CheckLabels(declared);
            await control.ReloadAsync([.. options.Value.Fixed, .. declared], context.CancellationToken);
        }
        catch (ServingException e)
        {
            throw GrpcAnswers.Failure(e);
        }

        var response = new ReloadConfigResponse { Status = StatusOf(error: null) };
        // Which of our counters a name would mean is not known: as there, an unknown one has not increased.
        response.Metric.AddRange(
            request.MetricNames.Select(name => new Metric { Name = name, Int64ValueIncrease = 0 })
        );
        return response;
    }

    /// <summary>
    /// As in TensorFlow Serving a label is given only to a version that answers now, so that it never leads nowhere.
    /// </summary>
    private void CheckLabels(IReadOnlyList<DeclaredModel> declared)
    {
        var available = models
            .Statuses.Where(status => status.IsAvailable)
            .Select(status => (status.Name, status.Version))
            .ToHashSet();
        foreach (var model in declared)
        {
            foreach (var (label, version) in model.Labels ?? new Dictionary<string, long>())
            {
                if (available.Contains((model.Name!, version)))
                    continue;
                throw new ServingException(
                    ServingErrorCode.FailedPrecondition,
                    $"The label '{label}' cannot be given to version {version} of model '{model.Name}', which does not "
                        + "answer requests now. Reload without the label first, then, once GetModelStatus says AVAILABLE, "
                        + "with it."
                );
            }
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
