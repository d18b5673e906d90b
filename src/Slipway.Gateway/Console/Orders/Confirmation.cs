using MudBlazor;

namespace Slipway.Gateway.Console.Orders;

/// <summary>Asks before an order that people feel. One for each circuit.</summary>
internal sealed class Confirmation(IDialogService dialogs)
{
    private static readonly DialogOptions Options = new()
    {
        CloseOnEscapeKey = true,
        MaxWidth = MaxWidth.ExtraSmall,
        FullWidth = true,
    };

    /// <param name="title">A question.</param>
    /// <param name="consequence">What will happen.</param>
    /// <param name="yes">A verb.</param>
    public async Task<bool> AskAsync(string title, string consequence, string yes) =>
        await dialogs.ShowMessageBoxAsync(title, consequence, yes, cancelText: "Cancel", options: Options) is true;
}
