using Slipway.Inference;

namespace Slipway.Client.Rest;

/// <summary>Puts the time that is left into a request, as Triton's parameter <c>timeout</c>.</summary>
internal static class RequestTimeout
{
    private const string Parameter = "timeout";

    /// <summary>
    /// A request over the same tensors with the parameter added, or the request itself where there is no limit or
    /// the caller has set one. The copy is never disposed: the tensors are the caller's.
    /// </summary>
    public static InferenceRequest Apply(InferenceRequest request, TimeSpan? remaining)
    {
        if (remaining is not { } left || request.Parameters?.TryGet(Parameter, out _) == true)
            return request;

        var parameters = new InferenceParameters();
        foreach (var (name, value) in request.Parameters ?? [])
        {
            parameters[name] = value;
        }

        parameters[Parameter] = new ParameterValue((long)Math.Ceiling(left.TotalMicroseconds));
        var copy = new InferenceRequest
        {
            Model = request.Model,
            Id = request.Id,
            Parameters = parameters,
        };
        copy.Inputs.AddRange(request.Inputs);
        copy.Outputs.AddRange(request.Outputs);
        return copy;
    }
}
