using Microsoft.Playwright;

namespace Slipway.Gateway.Tests.Console.Browser;

/// <summary>A person without a mouse.</summary>
internal static class Keys
{
    // A page has fewer things to stop at.
    private const int Most = 120;

    private const string Focused = """
        () => {
          const it = document.activeElement;
          return it.getAttribute("aria-label") || it.labels?.[0]?.textContent.trim() || it.innerText?.trim() || it.tagName;
        }
        """;

    /// <summary>Presses Tab until what has the focus is called so.</summary>
    public static async Task TabToAsync(this IPage page, string name)
    {
        var passed = new List<string>();
        for (var i = 0; i < Most; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var focused = await page.EvaluateAsync<string>(Focused);
            if (focused == name)
                return;
            passed.Add(focused);
        }

        passed.Should().Contain(name, "the keyboard reaches it");
    }

    /// <summary>Waits until the dialog that has opened has taken the focus, as it does a moment after it is seen.</summary>
    public static Task DialogHasFocusAsync(this IPage page) =>
        page.WaitForFunctionAsync("""() => document.activeElement?.closest("[role='dialog']") != null""");

    public static async Task PressAsync(this IPage page, string name)
    {
        await page.TabToAsync(name);
        await page.Keyboard.PressAsync("Enter");
    }
}
