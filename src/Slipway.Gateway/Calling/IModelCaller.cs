namespace Slipway.Gateway.Calling;

/// <summary>
/// Asks a model by the name that the gateway knows it by, over the same balancing, retries, holding and statistics as a
/// request from outside: a step of a pipeline counts as traffic of its service. Thread-safe.
/// </summary>
internal interface IModelCaller
{
    /// <summary>
    /// Whatever becomes of the call is an answer: 404 where there is no such model, 502, 503 and 504 where no replica gave
    /// one, each with <c>{"error": "…"}</c>; 413 where the answer is over <see cref="ModelCall.MaxAnswerBytes"/>.
    /// </summary>
    /// <exception cref="OperationCanceledException">By <paramref name="cancellationToken"/> only; a replica that works on it is told.</exception>
    Task<ModelAnswer> CallAsync(ModelCall call, CancellationToken cancellationToken);
}
