using System.Text.Json;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Forwarding;

namespace Slipway.Gateway.Calling;

internal static class ModelAnswers
{
    /// <summary>What the gateway itself says.</summary>
    public static ModelAnswer Of(Refusal refusal) =>
        new()
        {
            Status = refusal.Http,
            ContentType = "application/json",
            Body = JsonSerializer.SerializeToUtf8Bytes(
                new ErrorBody(refusal.Message),
                ErrorBodyContext.Readable.ErrorBody
            ),
            Failure = refusal.Message,
        };

    /// <summary>What a replica says, all of which is there.</summary>
    public static async Task<ModelAnswer> OfAsync(
        HttpResponseMessage response,
        Call call,
        CancellationToken cancellationToken
    ) =>
        new()
        {
            Status = (int)response.StatusCode,
            ContentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type)
                ? type.ToString()
                : null,
            Body = await response.Content.ReadAsByteArrayAsync(cancellationToken),
            Service = call.Service.Name,
            Revision = call.At.Revision.Number,
        };
}
