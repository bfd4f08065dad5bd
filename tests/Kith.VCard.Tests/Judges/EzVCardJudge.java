import ezvcard.VCard;
import ezvcard.ValidationWarnings;
import ezvcard.io.text.VCardReader;
import ezvcard.parameter.VCardParameter;
import ezvcard.property.*;
import java.io.*;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.stream.*;

/** Prints what ez-vcard reads of files: arguments are pairs of an encoding and a file. */
public class EzVCardJudge {
    static PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);

    public static void main(String[] arguments) throws IOException {
        for (int i = 0; i < arguments.length; i += 2) {
            line("file", Path.of(arguments[i + 1]).getFileName().toString());
            try (VCardReader reader = new VCardReader(Files.newBufferedReader(Path.of(arguments[i + 1]), Charset.forName(arguments[i])))) {
                for (VCard card; (card = reader.readNext()) != null; ) {
                    print(card);
                    for (Object warning : reader.getWarnings())
                        line("warning", warning.toString());
                }
            }
        }
        out.flush();
    }

    static void print(VCard card) {
        line("card", card.getVersion().getVersion());
        for (FormattedName name : card.getFormattedNames())
            line("fn", name.getValue());
        for (StructuredName name : card.getStructuredNames())
            line("n", text(name.getFamily()), text(name.getGiven()), list(name.getAdditionalNames()), list(name.getPrefixes()), list(name.getSuffixes()));
        for (Nickname names : card.getNicknames())
            line("nickname", list(names.getValues()));
        for (Organization organization : card.getOrganizations())
            line("org", list(organization.getValues()));
        for (Title title : card.getTitles())
            line("title", title.getValue());
        for (Role role : card.getRoles())
            line("role", role.getValue());
        for (Note note : card.getNotes())
            line("note", text(note.getValue()));
        for (Email email : card.getEmails())
            line("email", email.getValue(), types(email.getTypes(), email.getPref()));
        for (Telephone telephone : card.getTelephoneNumbers())
            line("tel", telephone.getUri() == null ? telephone.getText() : telephone.getUri().toString().substring(4), types(telephone.getTypes(), telephone.getPref()));
        for (Address address : card.getAddresses())
            if (address.getStreetAddress() != null || address.getLocality() != null)
                line("adr", list(address.getPoBoxes()), list(address.getExtendedAddresses()), list(address.getStreetAddresses()), list(address.getLocalities()),
                    list(address.getRegions()), list(address.getPostalCodes()), list(address.getCountries()), types(address.getTypes(), address.getPref()));
        List<String> labels = new ArrayList<>();
        for (Address address : card.getAddresses())
            if (address.getLabel() != null)
                labels.add(address.getLabel());
        for (Label label : card.getOrphanedLabels())
            labels.add(label.getValue());
        for (String label : labels)
            line("label", text(label));
        for (Url url : card.getUrls())
            line("url", url.getValue());
        for (Categories categories : card.getCategoriesList())
            line("categories", list(categories.getValues()));
        for (Photo photo : card.getPhotos())
            if (photo.getData() == null)
                line("photo", photo.getUrl());
            else
                line("photo", Integer.toString(photo.getData().length), Integer.toString(Arrays.hashCode(photo.getData())));
        for (Agent agent : card.getProperties(Agent.class))
            if (agent.getVCard() != null)
                line("agent", agent.getVCard().getFormattedName().getValue());
        for (Map.Entry<VCardProperty, List<ezvcard.ValidationWarning>> invalid : card.validate(card.getVersion()))
            for (ezvcard.ValidationWarning warning : invalid.getValue())
                line("invalid", (invalid.getKey() == null ? "" : invalid.getKey().getClass().getSimpleName() + ": ") + warning.getMessage());
    }

    static String types(List<? extends VCardParameter> types, Integer preference) {
        boolean isPreferred = preference != null || types.stream().anyMatch(type -> type.getValue().equalsIgnoreCase("pref"));
        String names = types.stream().map(type -> type.getValue().toLowerCase(Locale.ROOT)).filter(type -> !type.equals("pref")).distinct().sorted().collect(Collectors.joining(","));
        return names + (isPreferred ? "!" : "");
    }

    static String text(String value) {
        return value == null ? "" : value.replace("\r\n", "\n");
    }

    static String list(List<String> values) {
        return values.stream().filter(value -> value != null && !value.isEmpty()).map(value -> text(value)).collect(Collectors.joining("|"));
    }

    static void line(String... fields) {
        out.println(Arrays.stream(fields).map(field -> text(field).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")).collect(Collectors.joining("\t")));
    }
}
