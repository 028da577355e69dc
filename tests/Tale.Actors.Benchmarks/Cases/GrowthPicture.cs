using System.Globalization;
using System.Text;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>The curves of <see cref="GrowthCase" />: kilobytes for each over how many, which is drawn by its logarithm.</summary>
internal static class GrowthPicture
{
    private const int Width = 760;
    private const int Height = 320;
    private const int Left = 60;
    private const int Right = 120;
    private const int Top = 40;
    private const int Bottom = 50;
    private const int MostCount = 30_000;

    private static readonly string[] Colours = ["#1f6feb", "#d1242f", "#1a7f37", "#9a6700"];

    public static string Of(IReadOnlyCollection<GrowthPoint> points)
    {
        var top = Math.Ceiling(points.Max(point => point.Bytes) / 1_000.0 / 5) * 5;
        var svg = new StringBuilder();
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Add($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Add($"<text x=\"{Left}\" y=\"20\">kB allocated for each, in one transaction of so many</text>");
        for (var kilobytes = 0.0; kilobytes <= top; kilobytes += 5)
        {
            Add($"<path d=\"M{Left} {Y(kilobytes):F0}H{Width - Right}\" stroke=\"#d0d7de\"/>");
            Add($"<text x=\"{Left - 8}\" y=\"{Y(kilobytes) + 4:F0}\" text-anchor=\"end\">{kilobytes:F0}</text>");
        }
        foreach (var count in new[] { 4, 16, 100, 1_000, 5_000, MostCount })
            Add($"<text x=\"{X(count):F0}\" y=\"{Height - Bottom + 20}\" text-anchor=\"middle\">{count:N0}</text>");
        foreach (var (kind, colour) in points.GroupBy(point => point.Kind).Zip(Colours))
        {
            var line = kind.Select(point => (X: X(point.Count), Y: Y(point.Bytes / 1_000.0))).ToList();
            Add($"<path d=\"M{string.Join('L', line.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:F0} {point.Y:F0}")))}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
            Add($"<text x=\"{line[^1].X + 8:F0}\" y=\"{line[^1].Y + 4:F0}\" fill=\"{colour}\">{kind.Key}</text>");
        }
        Add($"</svg>");
        return svg.ToString();

        double Y(double kilobytes) => Height - Bottom - kilobytes / top * (Height - Top - Bottom);

        void Add(FormattableString line) => svg.AppendLine(line.ToString(CultureInfo.InvariantCulture));
    }

    private static double X(int count) => Left + Math.Log(count / 4.0) / Math.Log(MostCount / 4.0) * (Width - Left - Right);
}
