using Slipway.Tasks.Text.Encoders;

namespace Slipway.Tasks.Text.Running;

/// <summary>Goes through the texts of a request by so many at once as memory is meant for.</summary>
internal static class TextWaves
{
    /// <summary>Tokens that are held at once where nothing else counts, unless one text has more.</summary>
    public const long DefaultCost = 1 << 20;

    /// <param name="items">In their order.</param>
    /// <param name="encode">Makes tokens of one; may throw for what is wrong with it.</param>
    /// <param name="most">What those of a wave may cost together.</param>
    /// <param name="costPerToken">What each token costs.</param>
    /// <param name="run">Computes a wave: the place of its first item, and the items' tokens.</param>
    /// <param name="cancellationToken">Looked at before each item.</param>
    public static async ValueTask RunAsync<T>(
        IReadOnlyList<T> items,
        Func<T, EncodedText> encode,
        long most,
        long costPerToken,
        Func<int, IReadOnlyList<EncodedText>, ValueTask> run,
        CancellationToken cancellationToken
    )
    {
        var wave = new List<EncodedText>();
        var (first, cost) = (0, 0L);
        for (var i = 0; i < items.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = encode(items[i]);
            var more = (text.Count + text.Frame) * costPerToken;
            if (wave.Count > 0 && cost + more > most)
            {
                await run(first, wave).ConfigureAwait(false);
                wave = [];
                (first, cost) = (i, 0);
            }

            wave.Add(text);
            cost += more;
        }

        if (wave.Count > 0)
            await run(first, wave).ConfigureAwait(false);
    }
}
