using Grpc.Core;
using Slipway.Errors;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Parameter = Slipway.Protocols.OpenInference.Grpc.Proto.ModelRepositoryParameter;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>Triton's "Model Repository Extension" over gRPC. There is one repository; its name is not looked at.</summary>
internal sealed partial class GrpcInferenceService
{
    public override Task<RepositoryIndexResponse> RepositoryIndex(
        RepositoryIndexRequest request,
        ServerCallContext context
    ) =>
        Answer(() =>
        {
            var response = new RepositoryIndexResponse();
            response.Models.AddRange(
                repository
                    .Index(request.Ready)
                    .Select(entry => new RepositoryIndexResponse.Types.ModelIndex
                    {
                        Name = entry.Name,
                        Version = entry.Version ?? "",
                        State = entry.State,
                        Reason = entry.Reason ?? "",
                    })
            );
            return response;
        });

    public override Task<RepositoryModelLoadResponse> RepositoryModelLoad(
        RepositoryModelLoadRequest request,
        ServerCallContext context
    ) =>
        AnswerAsync(async () =>
        {
            var parameters = request.Parameters.ToDictionary(
                parameter => parameter.Key,
                parameter =>
                    parameter.Value.ParameterChoiceCase switch
                    {
                        Parameter.ParameterChoiceOneofCase.StringParam => parameter.Value.StringParam,
                        Parameter.ParameterChoiceOneofCase.BytesParam => "",
                        _ => throw ServingException.InvalidArgument(
                            $"The parameter '{parameter.Key}' must be a string."
                        ),
                    }
            );
            await repository.LoadAsync(context.GetHttpContext(), request.ModelName, parameters);
            return new RepositoryModelLoadResponse();
        });

    public override Task<RepositoryModelUnloadResponse> RepositoryModelUnload(
        RepositoryModelUnloadRequest request,
        ServerCallContext context
    ) =>
        AnswerAsync(async () =>
        {
            var withDependents =
                request.Parameters.TryGetValue("unload_dependents", out var parameter) && parameter.BoolParam;
            await repository.UnloadAsync(context.GetHttpContext(), request.ModelName, withDependents);
            return new RepositoryModelUnloadResponse();
        });
}
