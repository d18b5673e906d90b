namespace Slipway.Kubernetes.Tests.Rendering.Support;

/// <summary>Files of the checkout that the tests run from.</summary>
internal static class Checkout
{
    public static string Path(params string[] parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Slipway.slnx")))
                return System.IO.Path.Combine([folder.FullName, .. parts]);
        }

        throw new InvalidOperationException("The tests run from the build output of a checkout.");
    }
}
