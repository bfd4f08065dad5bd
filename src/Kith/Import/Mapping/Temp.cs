using Kith.Import.Sheets;
namespace Kith.Import.Mapping;
internal static class Proposal { public static IReadOnlyList<Proposed> For(SheetFormat format, IReadOnlyList<ColumnSummary> columns) => throw new NotSupportedException($"{format}{columns}"); }
internal sealed class RowReader(IReadOnlyList<string> columns, IReadOnlyDictionary<string, ColumnMapping> mapping, FileDefaults defaults) { public RowReading Read(SheetRow row) => throw new NotSupportedException($"{columns}{mapping}{defaults}{row}"); }
internal enum DateOrder { A }
internal static class Dates { public static DateOrder? OrderOf(IReadOnlyList<string> samples) => samples.Count > 5 ? null : DateOrder.A; }
