using System.Globalization;

namespace Slipway.Tasks.Images.Preprocessing;

/// <summary>How large a picture becomes. Rounded as the libraries do with which models are trained.</summary>
internal abstract record ResizeRule
{
    /// <summary>The size of the resized picture; at least 1 × 1.</summary>
    public (int Width, int Height) SizeOf(int width, int height)
    {
        var (newWidth, newHeight) = Compute(width, height);
        return (Bounded(newWidth), Bounded(newHeight));
    }

    protected abstract (double Width, double Height) Compute(int width, int height);

    private static int Bounded(double side) => (int)Math.Clamp(Math.Truncate(side), 1, int.MaxValue);

    /// <summary>As it came.</summary>
    public sealed record Keep : ResizeRule
    {
        protected override (double, double) Compute(int width, int height) => (width, height);
    }

    /// <summary>To one size, whatever the proportions.</summary>
    public sealed record Stretch(int Width, int Height) : ResizeRule
    {
        protected override (double, double) Compute(int width, int height) => (Width, Height);

        public override string ToString() => Text($"{Width} × {Height} pixels");
    }

    /// <summary>Into a size, proportions kept; what is left over becomes bars.</summary>
    public sealed record Letterbox(int Width, int Height) : ResizeRule
    {
        protected override (double, double) Compute(int width, int height)
        {
            var scale = Math.Min((double)Width / width, (double)Height / height);
            return (Math.Round(width * scale), Math.Round(height * scale));
        }

        public override string ToString() => Text($"{Width} × {Height} pixels");
    }

    /// <summary>
    /// The shorter side to a length, the longer one in proportion, rounded down; with a longest length both smaller where it
    /// would be passed, as DETR's authors have it.
    /// </summary>
    public sealed record Edge(int Shortest, int? Longest = null) : ResizeRule
    {
        protected override (double, double) Compute(int width, int height)
        {
            double shorter = Math.Min(width, height);
            double longer = Math.Max(width, height);
            double shortest = Shortest;
            double exact = Shortest;
            if (Longest is { } longest && longer / shorter * Shortest > longest)
            {
                exact = longest * shorter / longer;
                shortest = Math.Round(exact);
            }

            var inProportion = exact * longer / shorter;
            return width <= height ? (shortest, inProportion) : (inProportion, shortest);
        }

        public override string ToString() => Text($"a shorter side of {Shortest} pixels");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
