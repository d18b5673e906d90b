using System.Text.Json;
using Slipway.Errors;

namespace Slipway.Samples.Facts;

/// <summary>What a model of the task token-classification answers; what else it says is passed over.</summary>
internal sealed record NerAnswer(IReadOnlyList<Entity> Entities);

/// <summary>Asks a served model for the entities of a text. Thread-safe.</summary>
internal sealed class NerModel(HttpClient http, Uri? address)
{
    /// <summary>The entities; none where no model is known.</summary>
    /// <exception cref="ServingException">Unavailable: the model does not answer, or with something else.</exception>
    public async Task<IReadOnlyList<Entity>> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (address is null)
            return [];
        try
        {
            using var response = await http.PostAsJsonAsync(
                address,
                new FactsRequest(text),
                FactsJsonContext.Default.FactsRequest,
                cancellationToken
            );
            response.EnsureSuccessStatusCode();
            var answer = await response.Content.ReadFromJsonAsync(
                FactsJsonContext.Default.NerAnswer,
                cancellationToken
            );
            return answer?.Entities ?? [];
        }
        catch (Exception e)
            when (e is HttpRequestException or JsonException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new ServingException(
                ServingErrorCode.Unavailable,
                $"The entities could not be asked of {address}: {e.Message}",
                e
            );
        }
    }
}
