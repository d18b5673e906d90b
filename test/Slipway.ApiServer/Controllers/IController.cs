namespace Slipway.ApiServer.Controllers;

/// <summary>A level-triggered controller: it looks at everything there is and does what is left to do.</summary>
internal interface IController
{
    /// <summary>Does what there is to do at this moment.</summary>
    /// <returns>When there will be more without any change before; null for never.</returns>
    DateTimeOffset? Step();
}
