namespace Slipway.Benchmarks.LoadClient;

/// <summary>Sends a request once a server answers, and keeps the answer for the baseline to give.</summary>
internal static class Recorder
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The body of the first good answer.</summary>
    /// <exception cref="InvalidOperationException">No success within <paramref name="patience"/>.</exception>
    public static async Task<byte[]> RecordAsync(Wire wire, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            string failure;
            try
            {
                using var client = Wire.Connect();
                using var request = wire.NewRequest();
                using var response = await client.SendAsync(request, cancellationToken);
                var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                if (wire.IsSuccess(response))
                    return body;
                failure = Wire.Describe(response, body);
            }
            catch (HttpRequestException exception)
            {
                failure = exception.Message;
            }

            if (TimeProvider.System.GetElapsedTime(started) > patience)
                throw new InvalidOperationException($"No good answer within {patience.TotalSeconds} s: {failure}");
            await Task.Delay(Pause, cancellationToken);
        }
    }
}
