using Slipway.Tasks.Text.Windows;

namespace Slipway.Tasks.Tests.Text.Windows;

public sealed class WindowListTests
{
    [Fact]
    public void ByText_TextsWithSeveralWindowsAndWithNone_GivesEachItsOwn()
    {
        var text = EncodedTexts.Of("a b c");
        var windows = new WindowList();
        windows.Add(0, Windows(2));
        windows.Add(1, []);
        windows.Add(2, Windows(1));
        var taken = new List<(int Text, string Parts)>();
        windows.ByText(["x", "y", "z"], 4, (place, parts) => taken.Add((place, string.Concat(parts))));
        taken.Should().Equal((0, "xy"), (1, ""), (2, "z"), (3, ""));

        TextWindow[] Windows(int count) => [.. Enumerable.Repeat(new TextWindow(text, 0, 3, 0, 3), count)];
    }
}
