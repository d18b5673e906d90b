using System.Text.Json;
using Slipway.Errors;

namespace Slipway.Samples.Facts;

/// <summary>What a model of the task token-classification is asked; it refuses what it does not know.</summary>
internal sealed record NerRequest(string Text);

/// <summary>What it answers, be it a refusal; what else it says is passed over.</summary>
internal sealed record NerAnswer(IReadOnlyList<Entity>? Entities = null, string? Error = null);

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
                new NerRequest(text),
                FactsJsonContext.Default.NerRequest,
                cancellationToken
            );
            var answer = await response.Content.ReadFromJsonAsync(
                FactsJsonContext.Default.NerAnswer,
                cancellationToken
            );
            return response.IsSuccessStatusCode && answer?.Entities is { } entities
                ? entities
                : throw new ServingException(
                    ServingErrorCode.Unavailable,
                    $"The entities could not be asked of {address}: it answers {(int)response.StatusCode}, "
                        + (answer?.Error ?? "and no entities: is it a model of the task token-classification?")
                );
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
