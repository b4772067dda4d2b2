using System.Globalization;
using System.Text.Json;

namespace HospitalChain.Bench;

/// <summary>Writes rows as a table for people and as JSON for programs.</summary>
internal static class BenchReport
{
    public static void Print(IReadOnlyList<BenchRow> rows, TextWriter output)
    {
        PrintLines([.. rows.Where(row => row.Column is null)], output);
        PrintColumns([.. rows.Where(row => row.Column is not null)], output);
    }

    private static void PrintLines(IReadOnlyList<BenchRow> rows, TextWriter output)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var width = rows.Max(row => row.Name.Length);
        output.WriteLine($"{"name".PadRight(width)}  {"value",10} {"unit",-10} {"reference",10} {"ratio",6} {"bound",-8}  reference is");
        foreach (var row in rows)
        {
            output.WriteLine($"{row.Name.PadRight(width)}  {Number(row.Value),10} {row.Unit,-10} {Number(row.Reference),10} {Ratio(row),6} {Bound(row),-8}  {row.Meaning}".TrimEnd());
        }
    }

    /// <summary>One line for each name, one column for each size of a team.</summary>
    private static void PrintColumns(IReadOnlyList<BenchRow> rows, TextWriter output)
    {
        foreach (var block in rows.GroupBy(row => row.Unit, StringComparer.Ordinal))
        {
            var columns = block.Select(row => row.Column!.Value).Distinct().Order().ToArray();
            var width = block.Max(row => row.Name.Length);
            output.WriteLine();
            output.WriteLine($"{(block.Key + ", n =").PadRight(width)} {string.Concat(columns.Select(n => $" {n,6}"))}");
            foreach (var line in block.GroupBy(row => row.Name, StringComparer.Ordinal))
            {
                var values = columns.Select(n => line.FirstOrDefault(row => row.Column == n)?.Value.ToString("0", CultureInfo.InvariantCulture) ?? string.Empty);
                output.WriteLine($"{line.Key.PadRight(width)} {string.Concat(values.Select(value => $" {value,6}"))}");
            }
        }
    }

    public static void WriteJson(IReadOnlyList<BenchRow> rows, string path)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartArray();
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.FullName);
            json.WriteNumber("value", Math.Round(row.Value, 3));
            json.WriteString("unit", row.Unit);
            WriteOptional(json, "reference", row.Reference);
            WriteOptional(json, "ratio", row.Ratio);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, Math.Round(number, 3));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Number(double? value) => value?.ToString("0.0", CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Ratio(BenchRow row) => row.Ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>The promise, with an exclamation mark where this run did not keep it.</summary>
    private static string Bound(BenchRow row)
    {
        var bound = row.AtMost is { } most ? $"<={most.ToString("0.00", CultureInfo.InvariantCulture)}"
            : row.AtLeast is { } least ? $">={least.ToString("0.00", CultureInfo.InvariantCulture)}"
            : string.Empty;
        return row.Holds ? bound : bound + "!";
    }
}
