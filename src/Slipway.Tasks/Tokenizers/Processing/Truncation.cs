using Slipway.Errors;

namespace Slipway.Tasks.Tokenizers.Processing;

/// <summary>Cuts token sequences into windows, as ranges of them; the first is the one that an encoding holds itself.</summary>
internal static class Truncation
{
    /// <summary>Windows of one request, so that two long texts do not become the product of their windows.</summary>
    private const long MostWindows = 100_000;

    /// <summary>The windows of texts of so many tokens; <paramref name="added"/> special tokens come to every window.</summary>
    public static (Range[] First, Range[] Second) Windows(
        int first,
        int? second,
        int added,
        TruncationSettings? settings
    )
    {
        if (settings is null || settings.MaxLength == int.MaxValue)
            return ([0..first], [0..(second ?? 0)]);

        if (settings.MaxLength <= added)
            throw ServingException.InvalidArgument(
                $"At most {settings.MaxLength} tokens leave no room for text beside {added} special tokens; allow more."
            );

        var most = settings.MaxLength - added;
        if (first + (second ?? 0) <= most)
            return ([0..first], [0..(second ?? 0)]);

        var (firstLength, secondLength) = Share(first, second, most, settings.Strategy);
        var windows = (
            First: Cut(first, firstLength, settings),
            Second: second is { } count ? Cut(count, secondLength, settings) : [0..0]
        );
        if ((long)windows.First.Length * windows.Second.Length > MostWindows)
            throw ServingException.TooLarge(
                $"The two texts would become {windows.First.Length} times {windows.Second.Length} windows of "
                    + $"{settings.MaxLength} tokens; shorten one of them or truncate only one."
            );

        return windows;
    }

    private static (int First, int Second) Share(int first, int? second, int most, TruncationStrategy strategy)
    {
        var remove = first + (second ?? 0) - most;
        switch (strategy)
        {
            case TruncationStrategy.OnlyFirst when first > remove:
                return (first - remove, second ?? 0);
            case TruncationStrategy.OnlySecond when second > remove:
                return (first, second.Value - remove);
            case TruncationStrategy.LongestFirst when second is null:
                return (most, 0);
            case TruncationStrategy.LongestFirst:
                var (shorter, longer) = (Math.Min(first, second!.Value), Math.Max(first, second.Value));
                longer = shorter > most ? shorter : Math.Max(shorter, most - shorter);
                if (shorter + longer > most)
                    (shorter, longer) = (most / 2, most / 2 + most % 2);
                return first > second.Value ? (longer, shorter) : (shorter, longer);
            default:
                throw ServingException.InvalidArgument(
                    strategy == TruncationStrategy.OnlySecond && second is null
                        ? "Only the second text may be truncated, and there is none; send a pair or truncate the first."
                        : $"The text that may be truncated is too short to make room: {remove} tokens are too many."
                );
        }
    }

    private static Range[] Cut(int count, int most, TruncationSettings settings)
    {
        if (count <= most)
            return [0..count];
        if (most == 0)
            return [0..0];
        if (settings.Stride >= most)
            throw ServingException.InvalidArgument(
                $"Windows of {most} tokens of the text cannot have {settings.Stride} in common; make the stride smaller."
            );

        var step = most - settings.Stride;
        var windows = new Range[1 + (count - most + step - 1) / step];
        for (var i = 0; i < windows.Length; i++)
        {
            var start = i * step;
            var end = Math.Min(start + most, count);
            windows[i] = settings.FromLeft ? (count - end)..(count - start) : start..end;
        }

        return windows;
    }
}
