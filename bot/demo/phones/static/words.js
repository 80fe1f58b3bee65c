// Words and dates of the page. Times come from the server as local ISO texts ("2024-07-10T07:50:00").

const DAYS = ["Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];
const SHORT_DAYS = ["CN", "T2", "T3", "T4", "T5", "T6", "T7"];

export const words = {
  attach: ["Gửi ảnh hoặc tệp", "Send a photo or a file"],
  commands: ["Các lệnh", "Commands"],
  send: ["Gửi", "Send"],
  write: ["Nhắn tin", "Message"],
  reply: ["Trả lời tin này", "Reply to this message"],
  dropReply: ["Bỏ trả lời", "Do not reply to it"],
  replyTo: ["Trả lời", "Reply to"],
  edited: ["đã sửa", "edited"],
  down: ["Xuống tin mới nhất", "To the newest message"],
  typing: ["Bot đang trả lời", "The bot is answering"],
  close: ["Đóng", "Close"],
  keys: ["Bàn phím trả lời", "Reply keyboard"],
  starting: ["Đang nạp dữ liệu mẫu, xin đợi vài giây…", "Loading the sample data"],
  offline: ["Mất kết nối với bản chạy thử. Đang thử lại…", "No connection, trying again"],
  walking: ["Đang tua đồng hồ…", "The clock is on its way"],
  failed: ["Không thực hiện được.", "That did not work."],
  tooBig: ["Tệp lớn hơn 20 MB, bot không nhận.", "Files above 20 MB are not accepted."],
  nowhere: ["không còn hạn", "no due date left"],
  photo: ["Ảnh", "Photo"],
};

// A date whose UTC fields are the local ones, so that no time zone of the browser comes in.
export function parse(iso) {
  return new Date(`${iso}Z`);
}

const two = (number) => String(number).padStart(2, "0");
export const clockOf = (date) => `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
const dayAndMonth = (date) => `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}`;
export const dateOf = (date) => `${DAYS[date.getUTCDay()]}, ${dayAndMonth(date)}/${date.getUTCFullYear()}`;
export const shortDateOf = (date) => `${SHORT_DAYS[date.getUTCDay()]} ${dayAndMonth(date)}`;

export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, "KB"] : [bytes / 1024 / 1024, "MB"];
  return `${value.toFixed(value < 10 ? 1 : 0).replace(".", ",")} ${unit}`;
}
