using System.Buffers;
using System.IO.Pipelines;

namespace Slipway.Gateway.Bodies;

/// <summary>Reads bodies that are to be kept.</summary>
internal sealed class BodyKeeper(BodyBudget budget)
{
    /// <summary>Of bodies whose length is not told beforehand, so many bytes are looked at to find their end.</summary>
    public const int MostUntold = 64 << 10;

    /// <summary>Keeps a body of a known length.</summary>
    /// <param name="body">From its beginning.</param>
    /// <param name="length">What is told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where there is no memory for it, and nothing was taken; it is released by who gets it.</returns>
    /// <exception cref="InvalidDataException">More came than was told, or less.</exception>
    public async ValueTask<KeptBody?> KeepAsync(PipeReader body, int length, CancellationToken cancellationToken)
    {
        if (!budget.TryTake(length))
            return null;
        var kept = new KeptBody(budget, length);
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(cancellationToken);
                var fits = kept.TryAppend(read.Buffer);
                body.AdvanceTo(read.Buffer.End);
                if (!fits)
                    throw new InvalidDataException("The call has more than one message; this method takes one.");
                if (!read.IsCompleted)
                    continue;
                return kept.Length == length
                    ? kept
                    : throw new InvalidDataException("The call ends before its message does.");
            }
        }
        catch
        {
            kept.Release();
            throw;
        }
    }

    /// <summary>Keeps a copy of bytes that are there; null where there is no memory for it.</summary>
    public KeptBody? Keep(ReadOnlyMemory<byte> bytes)
    {
        if (!budget.TryTake(bytes.Length))
            return null;
        var kept = new KeptBody(budget, bytes.Length);
        kept.TryAppend(new ReadOnlySequence<byte>(bytes));
        return kept;
    }

    /// <summary>Keeps a body whose length is not told, if it is short.</summary>
    /// <returns>Null where it is longer, or there is no memory for it, and nothing was taken.</returns>
    public async ValueTask<KeptBody?> KeepShortAsync(PipeReader body, int most, CancellationToken cancellationToken)
    {
        most = Math.Min(most, MostUntold);
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var bytes = read.Buffer;
            if (!read.IsCompleted && bytes.Length <= most)
            {
                body.AdvanceTo(bytes.Start, bytes.End);
                continue;
            }

            if (bytes.Length > most || !budget.TryTake((int)bytes.Length))
            {
                body.AdvanceTo(bytes.Start);
                return null;
            }

            var kept = new KeptBody(budget, (int)bytes.Length);
            kept.TryAppend(bytes);
            body.AdvanceTo(bytes.End);
            return kept;
        }
    }
}
