using MudBlazor;

namespace Slipway.Gateway.Console.Layout;

/// <summary>The colours and letters of the model server's pages, for the component library. <c>console.css</c> has the same ones.</summary>
internal static class ConsoleTheme
{
    // Fonts of the viewer's own: nothing is fetched from elsewhere.
    private static readonly string[] Sans =
    [
        "system-ui",
        "-apple-system",
        "Segoe UI",
        "Roboto",
        "Helvetica Neue",
        "Noto Sans",
        "Liberation Sans",
        "Arial",
        "sans-serif",
    ];

    public static MudTheme Theme { get; } =
        new()
        {
            PaletteLight = new PaletteLight
            {
                Primary = "#0b647f",
                PrimaryContrastText = "#ffffff",
                Secondary = "#a84c06",
                Background = "#f6f7f9",
                Surface = "#ffffff",
                TextPrimary = "#17202c",
                TextSecondary = "#5a6675",
                ActionDefault = "#5a6675",
                LinesDefault = "#dfe3ea",
                LinesInputs = "#8893a1",
                TableLines = "#dfe3ea",
                Divider = "#dfe3ea",
                Success = "#14703f",
                Error = "#b3261e",
                Warning = "#8a5a00",
                Info = "#0b647f",
            },
            PaletteDark = new PaletteDark
            {
                Primary = "#6cc5dc",
                PrimaryContrastText = "#06232c",
                Secondary = "#f2a65a",
                Background = "#0f141a",
                Surface = "#171d25",
                TextPrimary = "#e7ecf2",
                TextSecondary = "#9aa7b6",
                ActionDefault = "#9aa7b6",
                LinesDefault = "#2a333f",
                LinesInputs = "#6c7a8b",
                TableLines = "#2a333f",
                Divider = "#2a333f",
                Success = "#7ad3a2",
                SuccessContrastText = "#06231a",
                Error = "#ff9d94",
                ErrorContrastText = "#33100d",
                Warning = "#f0c274",
                WarningContrastText = "#2c1f05",
                Info = "#6cc5dc",
            },
            LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
            Typography = new Typography
            {
                Default = new DefaultTypography { FontFamily = Sans, FontSize = "0.9375rem" },
                Button = new ButtonTypography
                {
                    FontFamily = Sans,
                    FontSize = "0.875rem",
                    FontWeight = "600",
                    TextTransform = "none",
                    LetterSpacing = "0",
                },
            },
        };
}
