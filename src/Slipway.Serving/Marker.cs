namespace Slipway.Serving; internal static class Marker;
